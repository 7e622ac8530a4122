import { bilingual } from '../words/bilingual.ts';

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
