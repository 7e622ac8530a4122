import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { BoardShell } from '../../board/board-shell.ts';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import { fetchPage } from '../../device/page-lifecycle.ts';
import { createTabMemory } from '../../device/storage.ts';
import type { Connection } from '../../live/connection.ts';

const healedKey = 'relevo:tv-recargada';

/** Keeps an unattended screen without a pointer, and reloads it when it is stuck. @returns a function that ends it */
export function startTv({ clock, view }: Pick<BoardShell, 'clock' | 'view'>, page: HTMLElement): () => void {
  document.documentElement.dataset.tv = 'si';
  const healed = createTabMemory(healedKey);
  const ends = [
    hideCursor(clock, page),
    effect(() => {
      page.dataset.latido = String(view.now.value);
    }),
    heal({
      clock,
      connection: view.connection,
      body: {
        drawnAt: () => Number(page.dataset.latido),
        healedAt: () => Number(healed.recall()) || null,
        reload(now) {
          healed.remember(String(now));
          location.reload();
        },
        reachable: async () => (await fetchPage()) !== null,
      },
    }),
  ];
  return () => {
    delete document.documentElement.dataset.tv;
    for (const end of ends) end();
  };
}

const lookEveryMs = 30_000;

type TvBody = {
  /** When the screen was last drawn, ms since 1970. */
  drawnAt(): number;
  healedAt(): number | null;
  /** Reloads the page, and remembers when. */
  reload(now: number): void;
  /** Whether the service can send the page. */
  reachable(): Promise<boolean>;
};

/** Reloads a TV that is stuck, once the service can be reached. @returns a function that ends it */
export function heal(deps: {
  clock: Clock;
  connection: ReadonlySignal<Connection>;
  body: TvBody;
}): () => void {
  const { clock, connection, body } = deps;
  let offlineSince: number | null = null;
  let cancel = clock.after(lookEveryMs, look);

  // This has its own timer, because it has to notice that all others have stopped.
  function look(): void {
    cancel = clock.after(lookEveryMs, look);
    const now = clock.now();
    offlineSince = connection.peek().kind === 'live' ? null : (offlineSince ?? now);
    if (!isStuck({ now, offlineSince, drawnAt: body.drawnAt(), healedAt: body.healedAt() })) return;
    void body.reachable().then((there) => there && body.reload(now));
  }

  return () => cancel();
}

/** Longer than any wait between two attempts to connect. */
const offlineMs = 3 * 60_000;
const frozenMs = 2 * 60_000;
/** A page that a reload does not help must not reload all the time. */
const reloadAtMostEveryMs = 30 * 60_000;

type Vitals = {
  /** Milliseconds since 1970 by this device's clock, like all times here. */
  now: number;
  /** When the page was last drawn. */
  drawnAt: number;
  /** Since when the board has not been live; null: it is live. */
  offlineSince: number | null;
  /** When the page last reloaded for this reason. */
  healedAt: number | null;
};

/**
 * Decides whether an unattended TV is stuck: nothing is drawn any more, or it gets no connection. The caller reloads it
 * only if the service answers: while the service is down, a reload helps nobody.
 */
function isStuck({ now, drawnAt, offlineSince, healedAt }: Vitals): boolean {
  if (healedAt !== null && Math.abs(now - healedAt) < reloadAtMostEveryMs) return false;
  return now - drawnAt > frozenMs || (offlineSince !== null && now - offlineSince > offlineMs);
}

const idleMs = 3_000;

/** Hides the pointer while nobody moves it. @returns a function that ends it */
function hideCursor(clock: Clock, target: HTMLElement): () => void {
  const idle = createTimer(clock);
  const moved = () => {
    delete target.dataset.cursor;
    idle.set(idleMs, () => {
      target.dataset.cursor = 'oculto';
    });
  };
  window.addEventListener('pointermove', moved);
  moved();
  return () => {
    idle.clear();
    window.removeEventListener('pointermove', moved);
    delete target.dataset.cursor;
  };
}
