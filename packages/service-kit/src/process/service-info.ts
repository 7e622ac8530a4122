import { readFileSync } from 'node:fs';
import type { Logger } from '../observe/log.ts';

/**
 * The one line that says what runs where. Addresses are shown without user and password.
 *
 * @param databaseUrl only its kind is logged: the rest may hold a password
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

/** The address without the user and the password that may stand in it, for logs and answers; other text stays as it is. */
export function withoutCredentials(text: string): string {
  const url = URL.parse(text);
  if (!url || (url.username === '' && url.password === '')) return text;
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}

/** `sqlite`, `postgres`, or the scheme of anything else. */
export function databaseKind(databaseUrl: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(databaseUrl)?.[1]?.toLowerCase() ?? 'unknown';
  if (scheme === 'file') return 'sqlite';
  return scheme === 'postgresql' ? 'postgres' : scheme;
}

/** The version of the running code, from the project's package.json, read once. */
export const version: string = readVersion();

// The root's file is the one that is released; in an image that holds only packages this package's own serves.
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
