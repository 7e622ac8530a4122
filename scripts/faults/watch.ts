import { Agent, get } from 'node:http';
import { pause } from './load.ts';

/**
 * Asks /readyz every few milliseconds on a connection of its own, as a load balancer does. Only a 503 says "not ready": a
 * refused connection is what a process that is gone says too.
 */
export function watchReadiness(url: string) {
  const agent = new Agent({ keepAlive: false });
  let notReadyAt = Number.POSITIVE_INFINITY;
  let lied = 0;
  let stopped = false;

  async function look(): Promise<void> {
    while (!stopped) {
      const status = await statusOf(`${url}/readyz`, agent);
      if (status === 503) notReadyAt = Math.min(notReadyAt, performance.now());
      else if (status !== 0 && notReadyAt < Number.POSITIVE_INFINITY) lied += 1;
      await pause(5);
    }
  }
  const looking = look();
  return {
    async stop() {
      stopped = true;
      await looking;
      return { notReadyAt, lied };
    },
  };
}

/** The most moments that fall into one window of so many milliseconds. */
export function largestWave(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((from, at) => sorted.slice(at).filter((one) => one < from + windowMs).length),
  );
}

function statusOf(url: string, agent: Agent): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  get(url, { agent }, (response) => {
    response.resume();
    response.once('end', () => resolve(response.statusCode ?? 0));
  }).once('error', () => resolve(0));
  return promise;
}
