import { setImmediate, setTimeout } from 'node:timers/promises';

/** A clock that a test moves. It serves whoever asks it to sleep and whoever asks it to be called back. */
export type FakeClock = {
  /** Epoch milliseconds, by a clock that may be set. */
  now(): number;
  /** Milliseconds since the start, by a clock that is never set. */
  monotonic(): number;
  /** Resolves when time has come that far; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `run` once after `ms`. @returns a function that takes the call back */
  after(ms: number, run: () => void): () => void;
  /** Moves time on and runs each timer that falls due on the way, in order, at its own moment. */
  advance(ms: number): void;
  /** Moves time on without running a timer, as when a device sleeps; what fell due runs with the next `advance`. */
  skip(ms: number): void;
  /** Sets the clock ahead, or back by a negative number; no time passes by that. */
  set(ms: number): void;
  /** When the waiting timers are due, epoch milliseconds, soonest first. */
  wakeTimes(): number[];
  /** Resolves when somebody sleeps; at once if somebody does. */
  sleeping(): Promise<void>;
};

/** A fake clock whose `advance` lets what each timer sets going come to rest before the next one runs. */
export type SettlingClock = Omit<FakeClock, 'advance'> & { advance(ms: number): Promise<void> };

type Options = {
  /** Epoch milliseconds; noon of 30 July 2026 (UTC) unless given, when the tickets of `makeTicket` came in. */
  startAt?: number;
  /** Sleeps take as long as they do on the machine's clock; only `now` is the test's. */
  realSleep?: boolean;
};

/** Makes a clock that stands still until it is moved. */
export function createFakeClock(options?: Options): FakeClock;
/** @param options.settle resolves when what was set going has come to rest (see `eventLoopTurn`) */
export function createFakeClock(options: Options & { settle: () => Promise<unknown> }): SettlingClock;
export function createFakeClock({
  startAt = Date.UTC(2026, 6, 30, 12),
  realSleep = false,
  settle,
}: Options & { settle?: () => Promise<unknown> } = {}): FakeClock | SettlingClock {
  let now = 0;
  let offset = startAt;
  /** Soonest first; of those due at once, the one set first. */
  const timers: { at: number; run: () => void }[] = [];
  const watchers: (() => void)[] = [];

  function after(ms: number, run: () => void): () => void {
    const timer = { at: now + ms, run };
    timers.splice(timers.findLastIndex(({ at }) => at <= timer.at) + 1, 0, timer);
    return () => {
      const index = timers.indexOf(timer);
      if (index >= 0) timers.splice(index, 1);
    };
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (realSleep) return setTimeout(ms, undefined, { signal });
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (ms <= 0) return resolve();
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = after(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      for (const watcher of watchers.splice(0)) watcher();
    });
  }

  function runNext(until: number): boolean {
    const [next] = timers;
    if (!next || next.at > until) return false;
    timers.shift();
    now = Math.max(now, next.at);
    next.run();
    return true;
  }

  function advance(ms: number): void {
    const until = now + ms;
    while (runNext(until));
    now = until;
  }

  async function advanceAndSettle(ms: number): Promise<void> {
    const until = now + ms;
    await settle?.();
    while (runNext(until)) await settle?.();
    now = until;
    await settle?.();
  }

  return {
    now: () => offset + now,
    monotonic: () => now,
    sleep,
    after,
    advance: settle ? advanceAndSettle : advance,
    skip(ms) {
      now += ms;
    },
    set(ms) {
      offset += ms;
    },
    wakeTimes: () => timers.map(({ at }) => offset + at),
    sleeping: () =>
      timers.length > 0 ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve)),
  };
}

/** Settles what is in memory: everything but disks and networks. */
export const eventLoopTurn = (): Promise<void> => setImmediate();

const pollMs = 1_000;
const limitMs = 20_000;

/**
 * Makes a clock for a store service with its relay. Each step of time waits until the relay, which reads and writes a
 * real disk, sleeps again: else time would run on while the relay still reckons with the old one and oversleeps.
 */
export function createRelayClock(): SettlingClock {
  const clock: SettlingClock = createFakeClock({ settle: relayAsleep });
  return clock;

  async function relayAsleep(): Promise<void> {
    const asleep = (at: number) => at > clock.now() && at <= clock.now() + pollMs;
    const limit = AbortSignal.timeout(limitMs);
    while (!clock.wakeTimes().some(asleep)) {
      limit.throwIfAborted();
      await setImmediate();
    }
  }
}
