import { bilingual } from '../i18n/bilingual.ts';
import type { Connection } from '../live/connection.ts';
import { formatDuration } from '../ui/format.ts';
import type { BoardView } from './board-view.ts';

/** Shows the state of the connection, always visible. */
export function ConnectionSign({ view }: { view: BoardView }) {
  const { kind } = view.connection.value;
  return (
    <p class="sign" data-conexion={kind}>
      <span class="sign-dot" aria-hidden="true" />
      <span>{connectionText(view.connection.value, view.now.value)}</span>
    </p>
  );
}

/** Shows how old the data of a stale board is. */
export function StaleBanner({ view }: { view: BoardView }) {
  if (!view.stale.value) return null;
  return (
    <section class="banner" aria-label={connectionWords().notUpToDate} data-banner="desactualizado">
      <strong>{connectionWords().notUpToDate}</strong> {staleText(view.connection.value, view.now.value)}
    </section>
  );
}

/** Returns the text of the sign in the header. @param now milliseconds since 1970 by this device's clock */
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

/** Returns the text of a stale board's banner. */
export function staleText(connection: Connection, now: number): string {
  const dataAsOf = 'dataAsOf' in connection ? connection.dataAsOf : null;
  if (dataAsOf === null) return connectionWords().nothingYet;
  return connectionWords().dataIsOld(formatDuration(now - dataAsOf));
}

/**
 * Returns the title of the page, with a mark for a hidden tab.
 * @param unseen the number of orders that nobody has acknowledged
 * @param calling the text of a hidden page while new orders ring
 * @param late the number of late orders
 */
export function pageTitle(
  connection: Connection,
  stale: boolean,
  unseen: number,
  calling = '',
  late = 0,
): string {
  if (stale) return connectionWords().titleOffline;
  if (connection.kind === 'catching-up' && !calling) return '… Relevo';
  if (calling) return calling;
  return [unseen > 0 && `(${unseen})`, late > 0 && `${connectionWords().late(late)} ·`, 'Relevo']
    .filter(Boolean)
    .join(' ');
}

/** The texts about the connection. */
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
    late: (count: number) => `⏰ ${count} tarde`,
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
    late: (count) => `⏰ ${count} late`,
    spokenLive: 'The board is live.',
    spokenOffline: 'Offline. The board is not up to date.',
  },
});
