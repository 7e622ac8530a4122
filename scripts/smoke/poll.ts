import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 100;

/**
 * Asks until the answer will do or the time is up, and at least once; resolves with the last answer.
 * @param options.until on the clock of `performance.now()`
 */
export async function poll<T>(
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  { until, signal }: { until: number; signal: AbortSignal },
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (done(answer) || performance.now() + pauseMs > until || signal.aborted) return answer;
    await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}
