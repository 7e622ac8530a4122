import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { recordingLog } from '@relevo/testkit/log';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../observe/metrics.ts';
import { startExpiry, startRetention } from './retention.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

function setUp({ old = 0, ...plan }: { old?: number; days?: undefined }) {
  const clock = createFakeClock({ settle: eventLoopTurn });
  const recorded = recordingLog();
  const metrics = createMetrics();
  const asked: { before: number; limit: number }[] = [];
  const state = { left: old, busy: false, failure: undefined as Error | undefined };
  const job = startRetention(
    {
      async expire({ before, limit }) {
        if (state.failure) throw state.failure;
        asked.push({ before, limit });
        const count = Math.min(limit, state.left);
        state.left -= count;
        return count;
      },
      busy: () => state.busy,
      clock,
      log: recorded.log,
      metrics,
    },
    { days: 30, ...plan },
  );
  const metric = async (name: string) =>
    (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value;
  return { clock, asked, state, job, recorded, metric };
}

describe('the retention', () => {
  it('forgets nothing, ever, without a number of days', async () => {
    const { clock, asked, job, metric } = setUp({ days: undefined });
    await clock.advance(3 * hour);
    expect([asked, await metric('relevo_retention_forgotten_total')]).toEqual([[], undefined]);
    await job[Symbol.asyncDispose]();
  });

  it('does a few at a time after the first minute until nothing old is left, and says how many it was', async () => {
    const { clock, asked, job, recorded, metric } = setUp({ old: 5 });
    await clock.advance(minute - 1);
    expect(asked).toEqual([]);
    await clock.advance(5_000);
    expect(asked.map(({ limit }) => limit)).toEqual([2, 2, 2, 2]);
    expect(asked[0]?.before).toBe(clock.now() - (5_000 - 1) - 30 * day);
    expect(recorded.lines).toMatchObject([{ orders: 5, days: 30, msg: 'customers of old orders forgotten' }]);
    expect(await metric('relevo_retention_forgotten_total')).toBe(5);
    expect(await metric('relevo_retention_finished_timestamp_seconds')).toBeGreaterThan(0);
    await job[Symbol.asyncDispose]();
  });

  it('looks again each hour', async () => {
    const { clock, asked, state, job } = setUp({});
    await clock.advance(minute);
    expect(asked).toHaveLength(1);
    state.left = 1;
    await clock.advance(hour - 1);
    expect(asked).toHaveLength(1);
    await clock.advance(minute);
    expect([asked.length, state.left]).toEqual([3, 0]);
    await job[Symbol.asyncDispose]();
  });

  it('forgets nothing by a clock that is years ahead, and goes on once it was right for an hour', async () => {
    const { clock, asked, job, recorded } = setUp({});
    clock.set(3 * 365 * day);
    await clock.advance(minute);
    expect(asked).toEqual([]);
    expect(recorded.lines).toMatchObject([{ msg: expect.stringContaining('was set ahead') }]);
    clock.set(-3 * 365 * day);
    await clock.advance(hour);
    expect(asked.map(({ before }) => before)).toEqual([clock.now() - 30 * day]);
    await job[Symbol.asyncDispose]();
  });

  it('waits while somebody else waits for the writer', async () => {
    const { clock, asked, state, job } = setUp({ old: 4 });
    state.busy = true;
    await clock.advance(2 * minute);
    expect(asked).toEqual([]);
    state.busy = false;
    await clock.advance(1_000);
    expect(state.left).toBe(0);
    await job[Symbol.asyncDispose]();
  });

  it('goes on an hour later after a failure, and ends at once when the service stops', async () => {
    const { clock, state, job, recorded } = setUp({ old: 1 });
    state.failure = new Error('disk full');
    await clock.advance(minute);
    expect(recorded.lines).toMatchObject([{ msg: 'could not forget the customers of old orders' }]);
    state.failure = undefined;
    await clock.advance(hour + minute);
    expect(state.left).toBe(0);
    state.left = 1_000_000;
    await clock.advance(hour);
    await job[Symbol.asyncDispose]();
    const { left } = state;
    await clock.advance(hour);
    expect([left > 0, state.left === left]).toEqual([true, true]);
  });
});

describe('what deletes what is kept no longer', () => {
  it('does so after the first minute and each hour, all that there is', async () => {
    const clock = createFakeClock({ settle: eventLoopTurn });
    const recorded = recordingLog();
    const asked: number[] = [];
    const expire = async (now: number) => {
      asked.push(now);
      if (asked.length === 3) throw new Error('disk');
      return asked.length === 1;
    };
    await using _ = startExpiry({ expire, clock, log: recorded.log });
    const begin = clock.now();
    await clock.advance(minute - 1);
    expect(asked).toEqual([]);
    await clock.advance(1);
    expect(asked).toEqual([begin + minute, begin + minute]);
    await clock.advance(2 * hour);
    expect(asked.slice(2)).toEqual([begin + minute + hour, begin + minute + 2 * hour]);
    expect(recorded.lines).toMatchObject([{ msg: 'could not let go of what is kept no longer' }]);
  });

  it('waits for another hour after the clock was set ahead', async () => {
    const clock = createFakeClock({ settle: eventLoopTurn });
    const asked: number[] = [];
    const expire = async (now: number) => asked.push(now) < 0;
    await using _ = startExpiry({ expire, clock, log: recordingLog().log });
    clock.set(4 * day);
    await clock.advance(minute);
    expect(asked).toEqual([]);
    clock.set(-4 * day);
    await clock.advance(hour);
    expect(asked).toEqual([clock.now()]);
  });
});
