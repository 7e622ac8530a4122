import type { Connection } from '../sync/connection.ts';
import { formatDuration } from './format.ts';

/** What the sign in the header says. @param now milliseconds by this device */
export function connectionText(connection: Connection, now: number): string {
  switch (connection.kind) {
    case 'conectando':
      return 'Conectando…';
    case 'en-vivo':
      return 'En vivo';
    case 'poniéndose-al-dia':
      return 'Poniéndose al día…';
    case 'sin-conexion':
      return `Sin conexión desde hace ${formatDuration(now - connection.since)}`;
    case 'sin-sesion':
      return 'Sin sesión';
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
  if (dataAsOf === null) return 'Todavía no llegó ningún dato. Seguimos intentando.';
  return `Lo que ves es de hace ${formatDuration(now - dataAsOf)}. Puede haber pedidos nuevos que no están acá.`;
}

/** The title of the page; a tab that nobody looks at is marked too. */
export function pageTitle(connection: Connection, stale: boolean, pending: number): string {
  if (stale) return '⚠ Sin conexión · Relevo';
  if (connection.kind === 'poniéndose-al-dia') return '… Relevo';
  return pending > 0 ? `(${pending}) Relevo` : 'Relevo';
}
