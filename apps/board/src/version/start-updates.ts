import type { Clock } from '../device/clock.ts';
import { createTabMemory } from '../device/tab-memory.ts';
import type { SyncEngine } from '../sync/engine.ts';
import type { BoardView } from '../view/board-view.ts';
import { createUpdates, type Updates } from './updates.ts';
import { createVersionWatch, fetchPage } from './version-watch.ts';

const triedKey = 'relevo:version-probada';

/**
 * Watches for new versions of the page that runs in this browser.
 * @param isTv whether it is a TV, as far as known now
 * @param audible whether it rings here
 * @param running see `readVersion`
 */
export function startUpdates(deps: {
  clock: Clock;
  view: BoardView;
  engine: Pick<SyncEngine, 'ultimaEntrada' | 'connection'>;
  isTv: () => boolean;
  audible: () => boolean;
  running: string;
}): Updates {
  const { clock, view, engine, isTv, audible, running } = deps;
  const watch = createVersionWatch({ clock, fetchPage, running });
  let connected = false;
  engine.connection.subscribe(({ kind }) => {
    if (kind === 'en-vivo' && !connected) watch.check();
    connected = kind === 'en-vivo';
  });
  return createUpdates({
    watch,
    memory: createTabMemory(triedKey),
    reload: () => location.reload(),
    facts() {
      const last = engine.ultimaEntrada.value;
      return {
        isTv: isTv(),
        hidden: document.visibilityState === 'hidden',
        busy: !isTv() && isBusy(view),
        audible: audible(),
        quietForMs: last === null ? Number.POSITIVE_INFINITY : view.serverNow.value - Date.parse(last),
      };
    },
  });
}

/** Unsent work, an order that nobody has seen yet, an open question, or a text that somebody is writing. */
function isBusy(view: BoardView): boolean {
  const unseen = view.columns.pendiente.value.some(({ reconocido }) => !reconocido);
  const { activeElement } = document;
  const writing = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
  return view.pendingCount.value > 0 || unseen || writing || document.querySelector('dialog[open]') !== null;
}
