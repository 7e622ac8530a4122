import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Clock } from './clock.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Logger } from './log.ts';
import type { Work } from './track-work.ts';

/**
 * Stops a server without dropping work. It goes on listening while requests are in flight, so that a load
 * balancer reads 503 from /readyz rather than a refused connection. Resolves when the port is free.
 */
export async function drain(deps: {
  server: Server;
  work: Work;
  lifecycle: Lifecycle;
  /** What goes on besides requests, to be ended at the same time. */
  besides: readonly (() => PromiseLike<void>)[];
  /** The longest that work in flight may take, in milliseconds. */
  drainMs: number;
  clock: Clock;
  log: Logger;
}): Promise<void> {
  const { server, work, lifecycle, besides, drainMs, clock, log } = deps;
  lifecycle.state = 'draining';
  log.info({ inFlight: work.inFlight() }, 'draining');
  server.closeIdleConnections();

  const done = new AbortController();
  const limit = clock.sleep(drainMs, done.signal).catch(() => {});
  await Promise.race([limit, finishWork(work, besides, log)]);
  done.abort();

  if (work.inFlight() > 0)
    log.warn({ inFlight: work.inFlight(), drainMs }, 'requests cut off after the drain limit');
  const closed = server.listening ? once(server, 'close') : undefined;
  server.close();
  work.cutAll();
  await closed;
}

// Everything at once: one after the other, the limits of each would add up to more than a platform waits.
async function finishWork(
  work: Work,
  besides: readonly (() => PromiseLike<void>)[],
  log: Logger,
): Promise<void> {
  const ended = await Promise.allSettled(besides.map(async (end) => end()));
  for (const one of ended)
    if (one.status === 'rejected') log.error({ err: one.reason }, 'could not end in order');
  await work.idle();
}
