import { setImmediate, setTimeout } from 'node:timers/promises';
import { createFakeClock } from '@relevo/testkit/clock';
import { tempDir } from '@relevo/testkit/temp-dir';
import { describe, expect, it } from 'vitest';
import type { Delivery } from './delivery.ts';
import type { Clock } from './ports.ts';
import { createRelay } from './relay.ts';
import { openSqliteQueue, type SqliteQueueUnderTest } from './testing/open-sqlite-queue.ts';
import { delivered, down } from './testing/scripted-relay.ts';

const realClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
};
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Waits until the writer has had nothing in hand for a few turns of the event loop. */
async function atRest(test: SqliteQueueUnderTest | undefined): Promise<void> {
  for (let quietTurns = 0; quietTurns < 5; quietTurns++) {
    await setImmediate();
    const { waiting = 0, inHand = 0 } = test?.storage.stats() ?? {};
    if (waiting + inHand > 0) quietTurns = 0;
  }
}

describe('a relay on SQLite', () => {
  it('attempts at 0, 1, 3, 7 and 37 s though the database is closed and opened in between', async () => {
    using folder = tempDir();
    let open: SqliteQueueUnderTest | undefined;
    const clock = createFakeClock({ settle: () => atRest(open) });
    const startedAt = clock.now();
    const sent: { atMs: number; key: string }[] = [];
    const deliver = async ({ key }: Delivery) => {
      sent.push({ atMs: clock.now() - startedAt, key });
      return down;
    };
    for (const [turn, lastsMs] of [1_500, 3_500, 40_000].entries()) {
      await using test = await openSqliteQueue(folder.path);
      open = test;
      if (turn === 0) await test.enqueue({ target: 't', key: 'k', payload: '', now: clock.now() });
      const deps = { queue: test.queue, deliver, clock, random: () => 0.5, log };
      await using _ = createRelay(deps, { concurrency: 4 });
      await clock.advance(lastsMs);
    }
    expect(sent).toEqual([0, 1_000, 3_000, 7_000, 37_000].map((atMs) => ({ atMs, key: 'k' })));
  });

  it('delivers what is stored under its leases and what is not, each once', async () => {
    await using test = await openSqliteQueue();
    const sent = new Map<number, number>();
    const deliver = async ({ id }: Delivery) => {
      sent.set(id, (sent.get(id) ?? 0) + 1);
      return { ...delivered, result: { ticket_id: id } };
    };
    const deps = { queue: test.queue, deliver, clock: realClock, random: Math.random, log };
    await using relay = createRelay(deps, { concurrency: 8 });

    const place = async (n: number) => {
      const now = Date.now();
      const input = { target: 't', key: `k-${n}`, payload: '{}', now };
      const { result } = await relay.deliver({
        target: 't',
        waitMs: 20_000,
        store: async (lease) => {
          const id = await test.enqueue({ ...input, lease });
          return {
            delivery: {
              id,
              ...input,
              trace: {},
              attempts: 0,
              step: 0,
              scheduleStartedAt: now,
              createdAt: now,
            },
          };
        },
      });
      return result;
    };
    const records = await Promise.all(Array.from({ length: 100 }, (_, n) => place(n)));
    expect(records.every((record) => record?.next.kind === 'delivered')).toBe(true);
    expect([...sent.values()]).toEqual(Array.from({ length: 100 }, () => 1));
    expect(await test.queue.counts()).toMatchObject({ entregada: 100, pendiente: 0 });
    expect(await test.hookCalls()).toHaveLength(100);
    expect(relay.stats()).toMatchObject({ inFlight: 0, reserved: 0, free: 32 });
  });
});
