import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

const board = join(root, 'apps', 'board');
const page = join(board, 'dist', 'index.html');
const sources = [
  join(board, 'src'),
  join(board, 'public'),
  join(board, 'index.html'),
  join(board, 'vite.config.ts'),
  join(board, 'precompress.ts'),
  join(root, 'packages', 'contract', 'src'),
  join(root, 'packages', 'ticket-rules', 'src'),
  join(root, 'package-lock.json'),
];

/** Builds the board's page unless what stands in `dist` is newer than everything it is made from. */
export async function buildBoard(): Promise<void> {
  const builtAt = changedAt(page);
  if (builtAt !== undefined && sources.every((source) => newestIn(source) <= builtAt)) return;
  process.stdout.write('relevo: building the board…\n');
  const { build } = await import('vite');
  const { NODE_ENV } = process.env;
  await build({ root: board, logLevel: 'warn' });
  // Vite leaves NODE_ENV=production behind, which the services would take for the operator's word.
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
}

function newestIn(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function changedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
