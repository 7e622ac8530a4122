import { readFileSync } from 'node:fs';
import type { Logger } from '../observe/log.ts';

/**
 * Logs the one line that says what runs where. Addresses are shown without user and password.
 *
 * @param started.databaseUrl only its kind is logged: the rest may hold a password
 */
export function startLine(
  log: Logger,
  started: { version: string; url: string; databaseUrl: string; [more: string]: unknown },
): void {
  const { databaseUrl, ...rest } = started;
  const shown = Object.entries(rest).map(([name, value]) => [
    name,
    typeof value === 'string' ? withoutCredentials(value) : value,
  ]);
  log.info(
    { ...Object.fromEntries(shown), database: databaseKind(databaseUrl), node: process.version },
    'service started',
  );
}

/** Removes user and password from an address, for logs and answers. Text that is not an address stays as it is. */
export function withoutCredentials(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.username === '' && url.password === '')) return text;
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}

/** Returns `sqlite`, `postgres`, or the scheme of any other database address. */
function databaseKind(databaseUrl: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(databaseUrl)?.[1]?.toLowerCase() ?? 'unknown';
  if (scheme === 'file') return 'sqlite';
  return scheme === 'postgresql' ? 'postgres' : scheme;
}

/** The version of the running code, from the project's package.json, read once. */
export const version: string = readVersion();

// The root's package.json has the released version. An image that holds only packages falls back to this package's own.
function readVersion(): string {
  const root = readPackage('../../../../package.json');
  if (root?.name === 'relevo') return root.version;
  return readPackage('../../package.json')?.version ?? '0.0.0';
}

function readPackage(path: string): { name: string; version: string } | undefined {
  try {
    return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  } catch {
    return undefined;
  }
}
