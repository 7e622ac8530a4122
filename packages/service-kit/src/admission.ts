import { createTurns, type Turns } from './turns.ts';

/** Keeps what waits short, so that whoever is let in is answered soon; the others are told to come back. */
export type Admission = {
  /** Whether one more may come in now. */
  isOpen(): boolean;
  /** Takes one in. @returns what to call when its work is done; more than once does no harm */
  enter(): () => void;
  /** Begins the work of one that was taken in, now or in one of the next turns of the event loop. */
  begin(work: () => void): void;
};

/**
 * Bounds work by the wait of the oldest rather than by a count: that fits every machine and disk, and lets a burst
 * pass. The others bound what comes in at one stroke: by its number, and by how long it will take to begin it.
 *
 * @param options.maxWaitMs no more are let in while one has been waiting longer than this
 * @param options.maxInWork nor while so many are waiting
 * @param options.maxBacklogMs nor while what waits to be begun will take so much of the processor's time
 * @param options.now milliseconds of a clock that never goes back
 */
export function createAdmission({
  maxWaitMs = 1_000,
  maxInWork = 500,
  maxBacklogMs = 100,
  turns = createTurns(),
  now = () => performance.now(),
}: {
  maxWaitMs?: number;
  maxInWork?: number;
  maxBacklogMs?: number;
  turns?: Turns;
  now?: () => number;
} = {}): Admission {
  // By the time they came in; the first is still in work. No Set: see track-work.ts.
  const entries: { since: number; left: boolean }[] = [];
  let inWork = 0;
  return {
    isOpen() {
      const [oldest] = entries;
      if (oldest === undefined) return true;
      const isShort = inWork < maxInWork && turns.backlogMs() <= maxBacklogMs;
      return isShort && now() - oldest.since <= maxWaitMs;
    },
    begin: turns.begin,
    enter() {
      const entry = { since: now(), left: false };
      entries.push(entry);
      inWork += 1;
      return () => {
        if (entry.left) return;
        entry.left = true;
        inWork -= 1;
        while (entries[0]?.left) entries.shift();
      };
    },
  };
}
