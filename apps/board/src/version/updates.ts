import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { type Clock, createTimer } from '../device/clock.ts';
import { type FetchPage, fetchPage } from '../device/page-lifecycle.ts';
import { createTabMemory, type TabMemory } from '../device/storage.ts';
import type { SyncEngine } from '../live/sync-engine.ts';
import { readVersion, type Updates } from './version.tsx';

// Loaded with it, for what the page does over reloads.
export { keepBoard } from '../live/kept-board.ts';

const triedKey = 'relevo:version-probada';

/** The parts of the board that show whether somebody is busy. */
type WatchedBoard = {
  columns: { pendiente: ReadonlySignal<readonly { reconocido: boolean }[]> };
  pendingCount: ReadonlySignal<number>;
  serverNow: ReadonlySignal<number>;
};

/**
 * Watches for new versions of the page in this browser.
 * @param isTv whether this is a TV, as far as known
 * @param audible whether this page rings
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
  const memory = createTabMemory(triedKey);
  let connected = false;
  let opened = false;
  let wasAway = false;
  engine.connection.subscribe(({ kind }) => {
    wasAway ||= kind === 'offline';
    if (kind === 'live' && !connected) {
      if (!opened && running !== '') void keepPage(navigator.serviceWorker);
      // Opened while the service was away, this may be the kept page of an older version: no sign that a reload is in vain.
      if (!opened && wasAway) {
        memory.remember('');
        void watch.confirm();
      } else watch.check();
      opened = true;
    }
    connected = kind === 'live';
  });
  return createUpdates({
    watch,
    memory,
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

/** `page-worker.ts`, as the build names it. */
const workerPath = '/sin-conexion.js';

/**
 * Lets the browser keep the page for when the service is away; where the service itself says that it has no such script,
 * takes that back. Never rejects.
 * @param workers `navigator.serviceWorker`; undefined where the browser has none, and over plain http
 */
export async function keepPage(
  workers: Pick<ServiceWorkerContainer, 'register' | 'getRegistration'> | undefined,
): Promise<void> {
  if (!workers) return;
  try {
    const { ok, status, headers } = await fetch(workerPath, { method: 'HEAD', cache: 'no-store' });
    if (ok) await workers.register(workerPath);
    // Not the word of a proxy that finds no service.
    else if (status === 404 && headers.get('Content-Type')?.startsWith('application/problem+json')) {
      await (await workers.getRegistration(workerPath))?.unregister();
      for (const name of await caches.keys()) if (name.startsWith('relevo-')) await caches.delete(name);
    }
  } catch {
    // Not allowed here, as in some private windows: the page works as without.
  }
}

/** Tells whether there is an unsent command, an unseen order, an open dialog, or a text in progress. */
function isBusy(board: WatchedBoard): boolean {
  const unseen = board.columns.pendiente.value.some(({ reconocido }) => !reconocido);
  const { activeElement } = document;
  const writing = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
  return board.pendingCount.value > 0 || unseen || writing || document.querySelector('dialog[open]') !== null;
}

/** Loads a new version when that disturbs nobody, and offers it until then. */
export function createUpdates(deps: {
  watch: VersionWatch;
  /** Read again each second while there is a new version. */
  facts: () => Omit<UpdateFacts, 'newer' | 'triedFor'>;
  /** The version for which this tab last reloaded. */
  memory: TabMemory;
  reload(): void;
}): Updates {
  const { watch, facts, memory, reload } = deps;
  let underWay = false;
  const verdict = computed(() => {
    const newer = watch.newer.value;
    if (newer === null) return 'nothing';
    return decideUpdate({ newer, triedFor: memory.recall(), ...facts() });
  });

  // Reload only after the service has just sent the page: a TV must not end on the browser's error page.
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
    // Check again: somebody may have come back to the page while the service took its time.
    if (verdict.value === 'reload') void load(() => verdict.peek() === 'reload');
  });
  return { offered: computed(() => verdict.value === 'offer'), take: () => void load(() => true) };
}

/** How long a TV does not reload after an order arrived, in ms. */
export const quietMs = 60_000;

export type UpdateFacts = {
  /** The service's version, if this page runs another one. */
  newer: string | null;
  /** The version for which this tab reloaded before: if that did not help, it will not help now. */
  triedFor: string | null;
  isTv: boolean;
  hidden: boolean;
  /** Somebody is busy: an open dialog, a text in progress, an unsent command, an order that rings. */
  busy: boolean;
  /** This page rings. After a reload many browsers need a tap before the page may play sound again. */
  audible: boolean;
  /** Time since the last order arrived, in ms. */
  quietForMs: number;
};

/** Decides what to do about a new version: load it now, offer it, or nothing. */
export function decideUpdate(facts: UpdateFacts): 'reload' | 'offer' | 'nothing' {
  const { newer, triedFor, isTv, hidden, busy, audible, quietForMs } = facts;
  if (newer === null) return 'nothing';
  const mayReload = newer !== triedFor && !busy;
  if (isTv) return mayReload && quietForMs >= quietMs ? 'reload' : 'nothing';
  return mayReload && hidden && !audible ? 'reload' : 'offer';
}

const checkEveryMs = 5 * 60_000;
const checkAtMostEveryMs = 20_000;

export type VersionWatch = {
  /** The service's version, while this page runs another one. */
  newer: ReadonlySignal<string | null>;
  /** Checks now, unless it has just checked: after a reconnect the service may have a new version. */
  check(): void;
  /** Checks now. @returns whether the service sends a page */
  confirm(): Promise<boolean>;
};

/** Checks every few minutes for another version of the page. @param running see `readVersion` */
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
