import type { Logger } from './log.ts';

/**
 * The one line that says what runs where.
 *
 * @param databaseUrl only its kind is logged: the rest may hold a password
 */
export function startLine(
  log: Logger,
  started: { version: string; url: string; databaseUrl: string; [more: string]: unknown },
): void {
  const { databaseUrl, ...rest } = started;
  log.info({ ...rest, database: databaseKind(databaseUrl), node: process.version }, 'service started');
}

/** `sqlite`, `postgres`, or the scheme of anything else. */
export function databaseKind(databaseUrl: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(databaseUrl)?.[1]?.toLowerCase() ?? 'unknown';
  if (scheme === 'file') return 'sqlite';
  return scheme === 'postgresql' ? 'postgres' : scheme;
}
