import type { Clock } from '../ports.ts';

export type FakeClock = Clock & {
  /** Moves time on, with every call that falls due on the way, in its order. */
  advance(ms: number): void;
  /** Moves time on without any call, as when a device sleeps; what fell due comes with the next `advance`. */
  sleep(ms: number): void;
  /** How many calls are awaited. */
  awaited(): number;
};

export function createFakeClock(startMs = Date.parse('2026-07-30T12:00:00Z')): FakeClock {
  let time = startMs;
  let nextId = 0;
  const due = new Map<number, { at: number; run: () => void }>();

  function next(until: number): [number, { at: number; run: () => void }] | undefined {
    let first: [number, { at: number; run: () => void }] | undefined;
    for (const entry of due) if (entry[1].at <= until && (!first || entry[1].at < first[1].at)) first = entry;
    return first;
  }

  return {
    now: () => time,
    after(delayMs, run) {
      const id = ++nextId;
      due.set(id, { at: time + delayMs, run });
      return () => void due.delete(id);
    },
    advance(ms) {
      const end = time + ms;
      for (let entry = next(end); entry; entry = next(end)) {
        due.delete(entry[0]);
        time = Math.max(time, entry[1].at);
        entry[1].run();
      }
      time = end;
    },
    sleep(ms) {
      time += ms;
    },
    awaited: () => due.size,
  };
}
