import { bilingual } from '../i18n/bilingual.ts';
import type { Connection } from '../live/connection.ts';
import { formatDuration } from '../ui/format.ts';
import type { BoardView } from './board-view.ts';

/** How far the board can be believed, always in sight. */
export function ConnectionSign({ view }: { view: BoardView }) {
  const { kind } = view.connection.value;
  return (
    <p class="sign" data-conexion={kind}>
      <span class="sign-dot" aria-hidden="true" />
      <span>{connectionText(view.connection.value, view.now.value)}</span>
    </p>
  );
}

/** Over a board that is not up to date: how old it is. */
export function StaleBanner({ view }: { view: BoardView }) {
  if (!view.stale.value) return null;
  return (
    <p class="banner" data-banner="desactualizado">
      <strong>{connectionWords().notUpToDate}</strong> {staleText(view.connection.value, view.now.value)}
    </p>
  );
}

/** What the sign in the header says. @param now milliseconds by this device */
export function connectionText(connection: Connection, now: number): string {
  switch (connection.kind) {
    case 'connecting':
      return connectionWords().connecting;
    case 'live':
      return connectionWords().live;
    case 'catching-up':
      return connectionWords().catchingUp;
    case 'offline':
      return connectionWords().offlineFor(formatDuration(now - connection.since));
    case 'signed-out':
      return connectionWords().noSession;
  }
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
  if (connection.kind === 'catching-up' && !calling) return '… Relevo';
  if (calling) return calling;
  return unseen > 0 ? `(${unseen}) Relevo` : 'Relevo';
}

/** How far the board can be believed, in words. */
export const connectionWords = bilingual({
  es: {
    connecting: 'Conectando…',
    live: 'En vivo',
    catchingUp: 'Poniéndose al día…',
    offlineFor: (duration: string) => `Sin conexión desde hace ${duration}`,
    noSession: 'Sin sesión',
    notUpToDate: 'El tablero no está al día.',
    nothingYet: 'Todavía no llegó ningún dato. Seguimos intentando.',
    dataIsOld: (duration: string) =>
      `Lo que ves es de hace ${duration}. Puede haber pedidos nuevos que no están acá.`,
    titleOffline: '⚠ Sin conexión · Relevo',
    spokenLive: 'Tablero en vivo.',
    spokenOffline: 'Sin conexión. El tablero no está al día.',
  },
  en: {
    connecting: 'Connecting…',
    live: 'Live',
    catchingUp: 'Catching up…',
    offlineFor: (duration) => `Offline for ${duration}`,
    noSession: 'Signed out',
    notUpToDate: 'The board is not up to date.',
    nothingYet: 'Nothing has come in yet. We keep trying.',
    dataIsOld: (duration) =>
      `What you see is from ${duration} ago. There may be new orders that are not here.`,
    titleOffline: '⚠ Offline · Relevo',
    spokenLive: 'The board is live.',
    spokenOffline: 'Offline. The board is not up to date.',
  },
});
