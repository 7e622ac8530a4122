import { Counter, Gauge } from 'prom-client';
import type { Logger } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { type Clock, measureJumps } from './clock.ts';

type Deps = {
  /** Forgets the customers of orders closed before a time, `limit` at most. @returns how many */
  expire: (due: { before: number; now: number; limit: number }) => Promise<number>;
  /** Whether somebody waits for the writer now. */
  busy: () => boolean;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
};

const dayMs = 24 * 60 * 60 * 1_000;
const aheadMs = 60_000;

/**
 * Forgets, once an hour, the customers of orders that were closed more than `days` ago. It does a few at a time and only
 * while nobody waits for the writer: an order that comes in waits for one small batch at most. After the machine's clock was
 * set ahead it waits another hour: what is forgotten cannot be had back.
 * @param plan.days nothing is ever forgotten if undefined
 */
export function startRetention(
  { expire, busy, clock, log, metrics }: Deps,
  plan: {
    days: number | undefined;
    batchSize?: number;
    pauseMs?: number;
    everyMs?: number;
    firstMs?: number;
  },
): AsyncDisposable {
  const { days, batchSize = 2, pauseMs = 50, everyMs = 60 * 60 * 1_000, firstMs = 60_000 } = plan;
  if (days === undefined) return { async [Symbol.asyncDispose]() {} };
  const { forgotten, finishedAt } = retentionMetrics(metrics);
  const stop = new AbortController();
  const pause = (ms: number) => clock.sleep(ms, stop.signal).catch(() => undefined);

  async function expireAll(before: number): Promise<number> {
    for (let total = 0; ; await pause(pauseMs)) {
      if (stop.signal.aborted) return total;
      if (busy()) continue;
      const count = await expire({ before, now: clock.now(), limit: batchSize });
      forgotten.inc(count);
      total += count;
      if (count === 0) return total;
    }
  }

  async function run(maxAgeDays: number): Promise<void> {
    const jumpMs = measureJumps(clock);
    // Not at the start, which has enough to do.
    for (let waitMs = firstMs; ; waitMs = everyMs) {
      await pause(waitMs);
      if (stop.signal.aborted) return;
      if (jumpMs() > aheadMs) {
        log.warn(
          'the clock of this machine was set ahead: nothing is forgotten until it was right for an hour',
        );
        continue;
      }
      try {
        const orders = await expireAll(clock.now() - maxAgeDays * dayMs);
        if (!stop.signal.aborted) finishedAt.set(clock.now() / 1_000);
        if (orders > 0) log.info({ orders, days: maxAgeDays }, 'customers of old orders forgotten');
      } catch (error) {
        log.warn({ err: error }, 'could not forget the customers of old orders');
      }
    }
  }

  const running = run(days);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

function retentionMetrics({ registry }: Metrics) {
  const registers = [registry];
  return {
    forgotten: new Counter({
      name: 'relevo_retention_forgotten_total',
      help: 'Orders whose customer was forgotten because of their age, since the start',
      registers,
    }),
    finishedAt: new Gauge({
      name: 'relevo_retention_finished_timestamp_seconds',
      help: 'When nothing old was left the last time, in seconds since 1970; 0 before',
      registers,
    }),
  };
}

const firstExpiryMs = 60_000;
const expiryEveryMs = 60 * 60 * 1_000;

/**
 * Deletes once an hour what is kept no longer, of whose kind there is never much. After the machine's clock was set ahead
 * it waits another hour, as `startRetention` does.
 * @param deps.expire deletes some of it. @returns whether more is left
 */
export function startExpiry({
  expire,
  clock,
  log,
}: Pick<Deps, 'clock' | 'log'> & { expire: (now: number) => Promise<boolean> }): AsyncDisposable {
  const stop = new AbortController();
  async function run(): Promise<void> {
    const jumpMs = measureJumps(clock);
    // Not at the start, which has enough to do.
    for (let waitMs = firstExpiryMs; ; waitMs = expiryEveryMs) {
      await clock.sleep(waitMs, stop.signal).catch(() => undefined);
      // By a clock that was set ahead everything is old. If it is right, the next hour finds the same.
      if (jumpMs() > aheadMs) continue;
      while (!stop.signal.aborted && (await expireSome()));
      if (stop.signal.aborted) return;
    }
  }
  async function expireSome(): Promise<boolean> {
    try {
      return await expire(clock.now());
    } catch (error) {
      log.warn({ err: error }, 'could not let go of what is kept no longer');
      return false;
    }
  }
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
