import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { type Clock, createTimer } from '../device/clock.ts';
import { type FetchPage, fetchPage } from '../device/page-lifecycle.ts';
import { createTabMemory, type TabMemory } from '../device/storage.ts';
import type { SyncEngine } from '../live/sync-engine.ts';
import { readVersion, type Updates } from './version.tsx';

const triedKey = 'relevo:version-probada';

/** What of the board tells whether somebody is in the middle of something. */
type WatchedBoard = {
  columns: { pendiente: ReadonlySignal<readonly { reconocido: boolean }[]> };
  pendingCount: ReadonlySignal<number>;
  serverNow: ReadonlySignal<number>;
};

/**
 * Watches for new versions of the page that runs in this browser.
 * @param isTv whether it is a TV, as far as known now
 * @param audible whether it rings here
 * @param running see `readVersion`
 */
export function startUpdates(deps: {
  clock: Clock;
  board: WatchedBoard;
  engine: Pick<SyncEngine, 'ultimaEntrada' | 'connection'>;
  isTv: () => boolean;
  audible: () => boolean;
  running: string;
}): Updates {
  const { clock, board, engine, isTv, audible, running } = deps;
  const watch = createVersionWatch({ clock, fetchPage, running });
  let connected = false;
  engine.connection.subscribe(({ kind }) => {
    if (kind === 'live' && !connected) watch.check();
    connected = kind === 'live';
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
        busy: !isTv() && isBusy(board),
        audible: audible(),
        quietForMs: last === null ? Number.POSITIVE_INFINITY : board.serverNow.value - Date.parse(last),
      };
    },
  });
}

/** Unsent work, an order that nobody has seen yet, an open question, or a text that somebody is writing. */
function isBusy(board: WatchedBoard): boolean {
  const unseen = board.columns.pendiente.value.some(({ reconocido }) => !reconocido);
  const { activeElement } = document;
  const writing = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
  return board.pendingCount.value > 0 || unseen || writing || document.querySelector('dialog[open]') !== null;
}

/** Takes a new version when nobody is disturbed by it, and offers it until then. */
export function createUpdates(deps: {
  watch: VersionWatch;
  /** Read anew each second while there is a new version. */
  facts: () => Omit<UpdateFacts, 'newer' | 'triedFor'>;
  /** The version for which it was loaded anew last. */
  memory: TabMemory;
  reload(): void;
}): Updates {
  const { watch, facts, memory, reload } = deps;
  let underWay = false;
  const verdict = computed(() => {
    const newer = watch.newer.value;
    if (newer === null) return 'nothing';
    return judgeUpdate({ newer, triedFor: memory.recall(), ...facts() });
  });

  // Only once the service has sent the page a moment ago: a TV must not end on the browser's page of errors.
  async function load(isWanted: () => boolean): Promise<void> {
    if (underWay) return;
    underWay = true;
    const there = await watch.confirm();
    underWay = false;
    const { newer } = watch;
    if (!there || newer.peek() === null || !isWanted()) return;
    memory.remember(newer.peek() ?? '');
    reload();
  }

  effect(() => {
    // Asked again: while the service took its time, somebody may have come back to the page.
    if (verdict.value === 'reload') void load(() => verdict.peek() === 'reload');
  });
  return { offered: computed(() => verdict.value === 'offer'), take: () => void load(() => true) };
}

/** A TV is left alone for this long after an order has come in. */
export const quietMs = 60_000;

export type UpdateFacts = {
  /** The version that the service has, if it is not the one that runs here. */
  newer: string | null;
  /** The version for which this tab was loaded anew before: if it did not help, it will not help now. */
  triedFor: string | null;
  isTv: boolean;
  hidden: boolean;
  /** Somebody is in the middle of something: a dialog, a text, a command that has not been sent, an order that rings. */
  busy: boolean;
  /** It rings here. Many browsers want a tap before a page that was loaded anew may be heard again. */
  audible: boolean;
  /** Since the last order came in, in ms. */
  quietForMs: number;
};

/** What to do about a new version: load it now, offer it, or nothing. */
export function judgeUpdate(facts: UpdateFacts): 'reload' | 'offer' | 'nothing' {
  const { newer, triedFor, isTv, hidden, busy, audible, quietForMs } = facts;
  if (newer === null) return 'nothing';
  const mayReload = newer !== triedFor && !busy;
  if (isTv) return mayReload && quietForMs >= quietMs ? 'reload' : 'nothing';
  return mayReload && hidden && !audible ? 'reload' : 'offer';
}

const checkEveryMs = 5 * 60_000;
const checkAtMostEveryMs = 20_000;

export type VersionWatch = {
  /** The version that the service has, while it is not the one that runs here. */
  newer: ReadonlySignal<string | null>;
  /** Looks now, unless it has just looked: the connection is back, so the service may be another one. */
  check(): void;
  /** @returns whether the service sends a page now */
  confirm(): Promise<boolean>;
};

/** Looks every few minutes whether the service has another version of the page. @param running see `readVersion` */
export function createVersionWatch(deps: {
  clock: Clock;
  fetchPage: FetchPage;
  running: string;
}): VersionWatch {
  const { clock, fetchPage, running } = deps;
  const newer = signal<string | null>(null);
  const next = createTimer(clock);
  let checkedAt = clock.now();

  async function confirm(): Promise<boolean> {
    checkedAt = clock.now();
    next.set(checkEveryMs, () => void confirm());
    const there = readVersion(await fetchPage());
    if (there === '' || running === '') return false;
    newer.value = there === running ? null : there;
    return true;
  }

  next.set(checkEveryMs, () => void confirm());
  return {
    newer,
    check() {
      if (Math.abs(clock.now() - checkedAt) >= checkAtMostEveryMs) void confirm();
    },
    confirm,
  };
}
