/** The only source of time. Tests pass one that they move by hand. */
export type Clock = {
  /** Milliseconds since 1970 (UTC), by the machine's clock, which may be set ahead or back at any time: only for what is stored. */
  now(): number;
  /** Milliseconds since some moment, never set: for how long something takes or has been. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    if (Number.isNaN(ms)) throw new RangeError('sleep needs a number of milliseconds');
    for (const part of sleepParts(ms)) await delay(part, signal);
  },
};

/**
 * Makes the function that returns by how many ms the machine's clock was set ahead since the last call, below 0 if back. What
 * deletes by age asks it first: a clock that is days ahead for half a minute makes everything old.
 */
export function measureJumps({ now, monotonic }: Pick<Clock, 'now' | 'monotonic'>): () => number {
  let offset = now() - monotonic();
  return () => {
    const before = offset;
    offset = now() - monotonic();
    return offset - before;
  };
}

// Most sleeps are time limits that are never reached. Node's own `setTimeout` makes an error with a stack for each one that
// is cancelled, which was a tenth of what an order cost the store.
function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

// A timer above 2^31-1 ms fires at once (Node sets it to 1 ms), so a long sleep is split.
const longestTimerMs = 2 ** 31 - 1;

/** Splits `ms` into delays that are each short enough for one timer, in milliseconds. */
export function* sleepParts(ms: number): Generator<number> {
  let left = Math.max(0, ms);
  do {
    const part = Math.min(left, longestTimerMs);
    yield part;
    left -= part;
  } while (left > 0);
}
