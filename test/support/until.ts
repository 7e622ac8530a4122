import { setImmediate } from 'node:timers/promises';

/** Asks again and again, without a pause but for the question's own I/O, until the answer holds. */
export async function until<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  limitMs = 20_000,
): Promise<T> {
  const limit = AbortSignal.timeout(limitMs);
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (limit.aborted)
      throw new Error(`not within ${limitMs} ms; last: ${JSON.stringify(answer)?.slice(0, 500)}`);
    await setImmediate();
  }
}
