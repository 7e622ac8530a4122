import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { readable, type Summary, ticketPaths } from '@relevo/contract';
import type { Problem } from '../../api/problem.ts';
import { type Reply, requestJson } from '../../api/request.ts';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import type { Language } from '../../i18n/language.ts';
import { type DayChoice, type DayRange, rangeFor } from './day-range.ts';

/** A summary with its days, and when it was loaded (epoch ms by the server's clock). */
export type Loaded = { summary: Summary; choice: DayChoice; range: DayRange; at: number };

export type TodayLoader = {
  choice: ReadonlySignal<DayChoice>;
  /** The last summary that came; it belongs to another choice while the new one is loading. */
  loaded: ReadonlySignal<Loaded | null>;
  /** The failure of the last request, until one succeeds or another day is chosen. */
  fault: ReadonlySignal<Problem | null>;
  loading: ReadonlySignal<boolean>;
  choose(next: DayChoice): void;
  reload(): void;
  /** @returns a function that stops it */
  start(): () => void;
};

/** Port: whether the page can be seen; `onChange` returns a function that removes the listener. */
export type Visibility = { visible(): boolean; onChange(listener: () => void): () => void };

export const refreshMs = 60_000;

/** Keeps a summary fresh: reloads it every minute while the page is visible, and at once when it becomes visible again. */
export function createTodayLoader(
  deps: { ask: AskSummary; clock: Clock; serverNow: ReadonlySignal<number>; visibility: Visibility },
  first: DayChoice,
): TodayLoader {
  const { ask, clock, serverNow, visibility } = deps;
  const choice = signal(first);
  const loaded = signal<Loaded | null>(null);
  const fault = signal<Problem | null>(null);
  const loading = signal(false);
  const timer = createTimer(clock);
  let asked = 0;
  let askedAt = 0;

  async function load(): Promise<void> {
    asked += 1;
    const request = asked;
    const wanted = choice.peek();
    const range = rangeFor(wanted, serverNow.peek());
    askedAt = clock.now();
    loading.value = true;
    timer.clear();
    const reply = await ask(range);
    // Somebody has chosen another day meanwhile, or left the page.
    if (request !== asked) return;
    loading.value = false;
    fault.value = reply.ok ? null : reply;
    if (reply.ok) loaded.value = { summary: reply.value, choice: wanted, range, at: serverNow.peek() };
    waitOrLoad();
  }

  function waitOrLoad(): void {
    timer.clear();
    if (!visibility.visible() || loading.value) return;
    const dueInMs = askedAt + refreshMs - clock.now();
    if (dueInMs > 0) timer.set(dueInMs, () => void load());
    else void load();
  }

  return {
    choice,
    loaded,
    fault,
    loading,
    choose(next) {
      choice.value = next;
      fault.value = null;
      void load();
    },
    reload: () => void load(),
    start() {
      const unlisten = visibility.onChange(waitOrLoad);
      // Load at once, at the end of the day, and when the shop's clock or the server's turns out to be on another day.
      const today = computed(() => rangeFor('hoy', serverNow.value).desde);
      const unfollow = today.subscribe(() => void load());
      return () => {
        asked += 1;
        timer.clear();
        unlisten();
        unfollow();
      };
    },
  };
}

/** Asks for a summary. Never rejects. */
type AskSummary = (range: DayRange) => Promise<Reply<Summary>>;

export const askSummary: AskSummary = (range) =>
  requestJson<Summary>(`${ticketPaths.summary}?${new URLSearchParams(range)}`).then(readable);

/** The address of the same orders as CSV, with headings in this language. */
export function csvAddress(range: DayRange, idioma: Language): string {
  return `${ticketPaths.summaryCsv}?${new URLSearchParams({ ...range, idioma })}`;
}
