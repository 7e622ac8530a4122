import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { tempDir } from '@relevo/testkit/temp-dir';
import { root } from '../root.ts';
import { startBoards } from './boards.ts';
import { createLoader, type Loader } from './load.ts';
import { nowMs } from './machine.ts';
import { size } from './options.ts';
import { anOrder, postText } from './orders.ts';
import { type Running, startStore, startTickets } from './servers.ts';

const shown = 25;
const file = 'main.cpuprofile';
const execArgv = ['--cpu-prof', `--cpu-prof-name=${file}`];

/** Where the main thread's time goes: of the ticket service in row 1 and of the store in row 3. */
export async function profileServices(): Promise<string> {
  return `${await profileTickets()}\n\n${await profileStore()}`;
}

async function profileTickets(): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir, execArgv }));
  const boards = stack.use(await startBoards());
  await boards.open(tickets.url, 1);
  const load = createLoader({ dir, request: postText('/api/tickets', anOrder()), connections: 64 });
  return tableOf('the ticket service in row 1', await profile(load, tickets, dir));
}

async function profileStore(): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const { path: ticketsDir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir: ticketsDir }));
  const store = stack.use(await startStore({ dir, execArgv, env: { TICKETS_URL: tickets.url } }));
  const load = createLoader({ dir, request: postText('/api/pedidos', anOrder()), connections: 64 });
  return tableOf('the store in row 3', await profile(load, store, dir));
}

/** Loads a service that was started with a profiler, and ends it, which is when the profile is written. */
async function profile(load: Loader, server: Running, dir: string): Promise<Share[]> {
  await load.warm(server);
  await load(server);
  const from = nowMs() * 1_000;
  for (let round = 0; round < size.rounds; round += 1) await load(server);
  const to = nowMs() * 1_000;
  await server[Symbol.asyncDispose]();
  const written = JSON.parse(readFileSync(`${dir}/${file}`, 'utf8')) as CpuProfile;
  const shares = sumProfile(written, { root: pathToFileURL(root).href, from, to });
  if (shares.length === 0) throw new Error('the profile holds nothing of the rounds that count');
  return shares;
}

function tableOf(name: string, shares: readonly Share[]): string {
  const rest = shares.slice(shown).reduce((sum, { share }) => sum + share, 0);
  const lines = [
    ...shares.slice(0, shown),
    { part: `${Math.max(0, shares.length - shown)} others`, share: rest },
  ];
  const text = lines.map(({ part, share }) => `${(share * 100).toFixed(1).padStart(5)} %  ${part}`);
  return [`${name}, percent of the time that its main thread is busy:`, ...text].join('\n');
}

/** What `node --cpu-prof` writes, as far as it is read here. Times are microseconds on the monotonic clock. */
type CpuProfile = {
  startTime: number;
  nodes: readonly { id: number; callFrame: { functionName: string; url: string } }[];
  samples: readonly number[];
  timeDeltas: readonly number[];
};

type Share = { part: string; share: number };

/**
 * Sums a profile: the share of busy time that each part took itself, the largest first. Idle time is left out.
 * @param options.root folder of the project, as a file URL
 * @param options.from where to begin, and `to` where to end, microseconds on the monotonic clock
 */
export function sumProfile(
  { startTime, nodes, samples, timeDeltas }: CpuProfile,
  { root, from = 0, to = Number.POSITIVE_INFINITY }: { root: string; from?: number; to?: number },
): Share[] {
  const parts = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame, root)]));
  const sums = new Map<string, number>();
  let busy = 0;
  let at = startTime;
  for (const [nth, id] of samples.entries()) {
    at += timeDeltas[nth] ?? 0;
    const part = parts.get(id) ?? '(unknown)';
    if (part === '(idle)' || at < from || at > to) continue;
    // A delta is the time before its sample: what a sample stands for lasts until the next one.
    const took = timeDeltas[nth + 1] ?? 0;
    sums.set(part, (sums.get(part) ?? 0) + took);
    busy += took;
  }
  return [...sums]
    .map(([part, took]) => ({ part, share: took / busy }))
    .toSorted((a, b) => b.share - a.share);
}

/** Ours by file, of others the package, of Node's own all in one; what has no file (natives, the collector) by name. */
function partOf({ functionName, url }: { functionName: string; url: string }, root: string): string {
  const ofPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (ofPackage) return ofPackage;
  if (url.startsWith('node:')) return 'node:internal';
  if (url === '') return functionName || '(anonymous)';
  return url.startsWith(`${root}/`) ? url.slice(root.length + 1) : url;
}
