import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { type Summary, ticketPaths } from '@relevo/contract';
import type { Problem } from '../../api/problem.ts';
import { type Reply, requestJson } from '../../api/request.ts';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import type { Language } from '../../i18n/language.ts';
import { type DayChoice, type DayRange, localDay, rangeFor } from './day-range.ts';

/** A summary with what it is of, and when it came (epoch ms by the server's clock). */
export type Loaded = { summary: Summary; choice: DayChoice; range: DayRange; at: number };

export type TodayLoader = {
  choice: ReadonlySignal<DayChoice>;
  /** The last that came; of another choice than `choice` while that one is on its way. */
  loaded: ReadonlySignal<Loaded | null>;
  /** What went wrong with the last request, until one succeeds or another choice is made. */
  fault: ReadonlySignal<Problem | null>;
  loading: ReadonlySignal<boolean>;
  choose(next: DayChoice): void;
  reload(): void;
  /** @returns a function that stops it */
  start(): () => void;
};

/** Whether the page can be seen; `onChange` returns a function that takes the listener back. */
export type Visibility = { visible(): boolean; onChange(listener: () => void): () => void };

export const refreshMs = 60_000;

/** Keeps a summary fresh: anew every minute while somebody can see it, and at once when it is looked at again. */
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
    // Somebody has chosen another day meanwhile, or left.
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
    ...{ choice, loaded, fault, loading },
    choose(next) {
      choice.value = next;
      fault.value = null;
      void load();
    },
    reload: () => void load(),
    start() {
      const unlisten = visibility.onChange(waitOrLoad);
      // At once, at midnight, and when it turns out that the device's clock is a day off: the server's is right.
      const today = computed(() => localDay(serverNow.value));
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
  requestJson(`${ticketPaths.summary}?${new URLSearchParams(range)}`);

/** Where the same orders can be had one by one, under headings in this language. */
export function csvAddress(range: DayRange, idioma: Language): string {
  return `${ticketPaths.summaryCsv}?${new URLSearchParams({ ...range, idioma })}`;
}
