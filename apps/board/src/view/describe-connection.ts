import type { Connection } from '../sync/connection.ts';
import { connectionWords } from './connection-words.ts';
import { formatDuration } from './format.ts';

/** What the sign in the header says. @param now milliseconds by this device */
export function connectionText(connection: Connection, now: number): string {
  switch (connection.kind) {
    case 'conectando':
      return connectionWords().connecting;
    case 'en-vivo':
      return connectionWords().live;
    case 'poniéndose-al-dia':
      return connectionWords().catchingUp;
    case 'sin-conexion':
      return connectionWords().offlineFor(formatDuration(now - connection.since));
    case 'sin-sesion':
      return connectionWords().noSession;
  }
}

const catchUpGraceMs = 10_000;

/** Whether the tickets on the screen have to be marked as old. Catching up is given a moment. */
export function isStale(connection: Connection, now: number): boolean {
  if (connection.kind === 'sin-conexion') return true;
  if (connection.kind !== 'poniéndose-al-dia' || connection.dataAsOf === null) return false;
  return now - connection.dataAsOf > catchUpGraceMs;
}

/** What the banner of a stale board says. */
export function staleText(connection: Connection, now: number): string {
  const dataAsOf = 'dataAsOf' in connection ? connection.dataAsOf : null;
  if (dataAsOf === null) return connectionWords().nothingYet;
  return connectionWords().dataIsOld(formatDuration(now - dataAsOf));
}

/**
 * The title of the page; a tab that nobody looks at is marked too.
 * @param unseen how many orders nobody has acknowledged
 * @param calling what a hidden page says while new ones call
 */
export function pageTitle(connection: Connection, stale: boolean, unseen: number, calling = ''): string {
  if (stale) return connectionWords().titleOffline;
  if (connection.kind === 'poniéndose-al-dia' && !calling) return '… Relevo';
  if (calling) return calling;
  return unseen > 0 ? `(${unseen}) Relevo` : 'Relevo';
}
