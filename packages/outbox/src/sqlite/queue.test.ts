import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { NextAttempt, Outcome } from '../retry-policy.ts';
import { describeDeliveryQueue } from '../testing/delivery-queue.conformance.ts';
import { openSqliteQueue } from '../testing/open-sqlite-queue.ts';
import { bringForward, makeWaitingDueNow, selectDue } from './procedures.ts';
import { selectNextDue } from './queue.ts';

const now = Date.UTC(2026, 0, 5, 12);

describe('SQLite queue', () => {
  describeDeliveryQueue(() => openSqliteQueue());

  it('stores neither the attempt nor the state when the hook throws', async () => {
    await using test = await openSqliteQueue();
    const id = await test.enqueue({
      target: 't',
      key: 'k',
      payload: '',
      now,
      lease: { owner: 'a', until: now },
    });
    const outcome = { kind: 'delivered', result: 'refuse this' } as const;
    const record = {
      deliveryId: id,
      owner: 'a',
      scheduleStartedAt: now,
      startedAt: now,
      durationMs: 1,
      outcome,
    };
    await expect(test.queue.record({ ...record, next: { kind: 'delivered' } })).rejects.toThrow('refuses');
    expect(await test.queue.attemptsOf(id)).toEqual([]);
    expect(await test.hookCalls()).toEqual([]);
    expect(await test.queue.find(id)).toMatchObject({ state: 'pendiente', attempts: 0 });
  });

  it('reads a delivery and its attempts from one snapshot, while attempts are being recorded', async () => {
    await using test = await openSqliteQueue();
    const id = await test.enqueue({ target: 't', key: 'k', payload: '', now });
    const outcome = { kind: 'retry', detail: 'respondió 503', targetDown: true } as const;
    const next = { kind: 'again', at: now } as const;
    const torn: unknown[] = [];
    let recording = true;
    const recorded = (async () => {
      for (let n = 0; n < 300; n += 1) {
        await test.queue.record({
          deliveryId: id,
          owner: 'a',
          scheduleStartedAt: now,
          startedAt: now + n,
          durationMs: 1,
          outcome,
          next,
        });
      }
      recording = false;
    })();
    while (recording) {
      const story = await test.queue.story(id);
      const counts = [story?.delivery.attempts, story?.attempts.length];
      if (counts[0] !== counts[1]) torn.push(counts);
      await setImmediate();
    }
    await recorded;
    expect(torn).toEqual([]);
    expect(await test.queue.attemptsOf(id)).toHaveLength(300);
  });

  it.each([
    ['claiming', selectDue],
    ['looking for the next', selectNextDue],
  ])('reads no settled row when %s, and sorts nothing', async (_, sql) => {
    await using test = await openSqliteQueue();
    const params = { now, limit: 1, only: null, except: '[]' };
    const plan = test.storage.reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
    const steps = plan.map(({ detail }) => detail).join('\n');
    expect(steps).toContain('outbox_deliveries USING');
    expect(steps).toContain('outbox_claimable');
    expect(steps).not.toContain('TEMP B-TREE');
  });

  it.each([
    ['of a target that is back', makeWaitingDueNow, { now, target: 't' }],
    ['that wait for too long', bringForward, { now, latest: now }],
  ])(
    'makes deliveries %s due now by the index of what waits, without reading a settled row',
    async (_, sql, params) => {
      await using test = await openSqliteQueue();
      const plan = test.storage.reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
      expect(plan.map(({ detail }) => detail)).toEqual([
        expect.stringMatching(/^SEARCH outbox_deliveries USING INDEX outbox_claimable \(claimable_at>\?\)/),
      ]);
    },
  );

  it('renews and releases by the index of what is leased', async () => {
    await using test = await openSqliteQueue();
    const sql = `EXPLAIN QUERY PLAN UPDATE outbox_deliveries SET claimable_at = 1 WHERE lease_owner = ?`;
    const plan = test.storage.reader.all<{ detail: string }>(sql, ['a']);
    expect(plan.map(({ detail }) => detail).join('\n')).toContain('outbox_leased');
  });

  describe('a delivery that is erased', () => {
    async function settled(outcome: Outcome, next: NextAttempt) {
      const test = await openSqliteQueue();
      const lease = { owner: 'a', until: now };
      const id = await test.enqueue({ target: 't', key: 'k', payload: 'Ana Gómez', now, lease });
      const attempt = { owner: 'a', scheduleStartedAt: now, startedAt: now, durationMs: 1 };
      await test.queue.record({ deliveryId: id, ...attempt, outcome, next });
      return { test, id };
    }
    const refusal: [Outcome, NextAttempt] = [
      { kind: 'rejected', status: 400, detail: 'Ana Gómez' },
      { kind: 'rejected', reason: 'Ana Gómez' },
    ];

    it('keeps its state, its key and its attempts, and nothing of what it carried', async () => {
      const { test, id } = await settled(...refusal);
      await test.storage.write('erase', { id });
      const story = await test.queue.story(id);
      expect(story?.delivery).toMatchObject({ state: 'rechazada', key: 'k', attempts: 1, payload: '' });
      expect(story?.attempts).toMatchObject([{ n: 1, result: 'rechazada', status: 400 }]);
      expect(JSON.stringify(story)).not.toContain('Ana');
      await test[Symbol.asyncDispose]();
    });

    it('is never sent again, by id or by state', async () => {
      const { test, id } = await settled({ kind: 'delivered', result: {} }, { kind: 'delivered' });
      expect(await test.queue.matching({ ids: [id] })).toBe(1);
      await test.storage.write('erase', { id });
      for (const filter of [{ ids: [id] }, { state: 'entregada' as const }])
        expect([await test.queue.matching(filter), await test.queue.retry(filter, now)]).toEqual([0, 0]);
      expect(await test.queue.counts()).toMatchObject({ pendiente: 0, entregada: 1 });
      await test[Symbol.asyncDispose]();
    });

    it('is not one that is still pending', async () => {
      await using test = await openSqliteQueue();
      const id = await test.enqueue({ target: 't', key: 'k', payload: 'Ana Gómez', now });
      await expect(test.storage.write('erase', { id })).rejects.toThrow('not settled');
      expect((await test.queue.find(id))?.payload).toBe('Ana Gómez');
    });
  });
});
