import type { Logger } from './log.ts';
import { withoutCredentials } from './url.ts';

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

/** `sqlite`, `postgres`, or the scheme of anything else. */
export function databaseKind(databaseUrl: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(databaseUrl)?.[1]?.toLowerCase() ?? 'unknown';
  if (scheme === 'file') return 'sqlite';
  return scheme === 'postgresql' ? 'postgres' : scheme;
}
