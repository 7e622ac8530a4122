import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { BoardShell } from '../../board/board-shell.ts';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import { createTabMemory } from '../../device/storage.ts';
import type { Connection } from '../../live/connection.ts';
import { fetchPage } from '../../version/updates.ts';

const healedKey = 'relevo:tv-recargada';

/** What a screen needs that nobody stands at: it stays on, shows no pointer, and helps itself. @returns ends it */
export function startTv({ clock, view }: Pick<BoardShell, 'clock' | 'view'>, page: HTMLElement): () => void {
  document.documentElement.dataset.tv = 'si';
  const healed = createTabMemory(healedKey);
  const ends = [
    keepAwake(navigator.wakeLock, document),
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
  /** What is on the screen: when it was last drawn. */
  drawnAt(): number;
  healedAt(): number | null;
  /** Loads the page anew, and remembers when. */
  reload(now: number): void;
  /** Whether the service sends a page. */
  reachable(): Promise<boolean>;
};

/** Looks after a TV that nobody stands at. @returns a function that ends it */
export function heal(deps: {
  clock: Clock;
  connection: ReadonlySignal<Connection>;
  body: TvBody;
}): () => void {
  const { clock, connection, body } = deps;
  let deafSince: number | null = null;
  let cancel = clock.after(lookEveryMs, look);

  // On a timer of its own: what it looks for is that the others have stopped.
  function look(): void {
    cancel = clock.after(lookEveryMs, look);
    const now = clock.now();
    deafSince = connection.peek().kind === 'en-vivo' ? null : (deafSince ?? now);
    if (!judgeStuck({ now, deafSince, drawnAt: body.drawnAt(), healedAt: body.healedAt() })) return;
    void body.reachable().then((there) => there && body.reload(now));
  }

  return () => cancel();
}

/** Longer than any wait between two tries to connect. */
const deafMs = 3 * 60_000;
const frozenMs = 2 * 60_000;
/** A page that does not get better by being loaded anew is not loaded all the time. */
const reloadAtMostEveryMs = 30 * 60_000;

type Vitals = {
  /** Milliseconds since 1970 by this device, as all times here. */
  now: number;
  /** When the page was last drawn with the time of day. */
  drawnAt: number;
  /** Since when the board has not been live; null: it is. */
  deafSince: number | null;
  /** When the page was last loaded anew because of this. */
  healedAt: number | null;
};

/**
 * Whether a TV, which nobody stands at, is stuck: nothing is drawn any more, or it gets no connection. The caller loads
 * it anew only if the service answers: while it does not, there is nothing to heal here.
 */
function judgeStuck({ now, drawnAt, deafSince, healedAt }: Vitals): boolean {
  if (healedAt !== null && Math.abs(now - healedAt) < reloadAtMostEveryMs) return false;
  return now - drawnAt > frozenMs || (deafSince !== null && now - deafSince > deafMs);
}

type Sentinel = Pick<WakeLockSentinel, 'addEventListener' | 'release'>;
type Locks = { request(type: 'screen'): Promise<Sentinel> };
type Page = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/**
 * Keeps the screen on. A browser takes the lock away when the page is hidden, and gives none where the battery is low;
 * it is asked again whenever the page is visible again.
 * @param locks `navigator.wakeLock`; undefined where there is none, or over plain http
 * @returns a function that lets go
 */
export function keepAwake(locks: Locks | undefined, page: Page): () => void {
  let held: Sentinel | null = null;
  let asking = false;
  let over = false;

  async function ask(): Promise<void> {
    if (!locks || held || asking || over || page.visibilityState !== 'visible') return;
    asking = true;
    try {
      const sentinel = await locks.request('screen');
      if (over) void sentinel.release();
      else held = sentinel;
      sentinel.addEventListener('release', () => {
        held = null;
      });
    } catch {
      // Refused for now: the next time that the page is looked at it is asked again.
    } finally {
      asking = false;
    }
  }

  const onVisible = () => void ask();
  page.addEventListener('visibilitychange', onVisible);
  void ask();
  return () => {
    over = true;
    page.removeEventListener('visibilitychange', onVisible);
    void held?.release();
  };
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
