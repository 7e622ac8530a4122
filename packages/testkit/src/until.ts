import { setTimeout } from 'node:timers/promises';

// Who is asked has to run too, often in this very process: without a breath the questions take all of it.
const breathMs = 10;

/** Asks again and again until the answer holds. */
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
    await setTimeout(breathMs);
  }
}
