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
  sendAway: (() => Promise<void>) | undefined;
  /** The longest that work in flight may take, in milliseconds. */
  drainMs: number;
  clock: Clock;
  log: Logger;
}): Promise<void> {
  const { server, work, lifecycle, sendAway, drainMs, clock, log } = deps;
  lifecycle.state = 'draining';
  log.info({ inFlight: work.inFlight() }, 'draining');
  server.closeIdleConnections();

  const done = new AbortController();
  const limit = clock.sleep(drainMs, done.signal).catch(() => {});
  await Promise.race([limit, finishWork(work, sendAway, log)]);
  done.abort();

  if (work.inFlight() > 0)
    log.warn({ inFlight: work.inFlight(), drainMs }, 'requests cut off after the drain limit');
  const closed = server.listening ? once(server, 'close') : undefined;
  server.close();
  work.cutAll();
  await closed;
}

async function finishWork(
  work: Work,
  sendAway: (() => Promise<void>) | undefined,
  log: Logger,
): Promise<void> {
  try {
    await sendAway?.();
  } catch (error) {
    log.error({ err: error }, 'sending live connections away failed');
  }
  await work.idle();
}
