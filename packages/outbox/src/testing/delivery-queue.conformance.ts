import { describe, expect, it } from 'vitest';
import type { AttemptRecord } from '../delivery.ts';
import { describeMakingDueNow } from './make-due-now.conformance.ts';
import {
  delivered,
  ids,
  leaseMs,
  newDelivery,
  type QueueUnderTest,
  recordOf,
  rejected,
  t0,
} from './records.ts';
import { describeSendingAgain } from './retry.conformance.ts';

/** Tests the rules that every adapter of the queue keeps. Call it inside a `describe`. */
export function describeDeliveryQueue(make: () => Promise<QueueUnderTest>): void {
  describeMakingDueNow(make);
  describeSendingAgain(make);

  it('gives a delivery back as it was stored', async () => {
    await using test = await make();
    const given = newDelivery({
      payload: '{"á":1}',
      sender: 'shop-a',
      trace: { requestId: 'r-1', traceparent: '00-ab-cd-01' },
    });
    const id = await test.enqueue(given);
    const { target, key, payload, sender, trace } = given;
    const counters = { attempts: 0, step: 0, scheduleStartedAt: t0, startedRunningMs: 0, createdAt: t0 };
    expect(await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 })).toEqual([
      { id, target, key, payload, sender, trace, ...counters },
    ]);
    expect(await test.queue.find(id)).toMatchObject({ state: 'pendiente', createdAt: t0, dueAt: t0, key });
    expect(await test.queue.find(id + 1)).toBeUndefined();
  });

  it('knows no sender of a delivery that was stored without one', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    const [claimed] = await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    expect([claimed?.sender, (await test.queue.find(id))?.sender]).toEqual([undefined, undefined]);
  });

  it('keeps a delivery that was stored under a lease for its owner, until that lease runs out and no longer', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery({ lease: { owner: 'a', until: t0 + leaseMs } }));
    expect(await test.queue.nextDueAt()).toBe(t0 + leaseMs);
    const claim = { owner: 'b', leaseMs, limit: 9 };
    expect(await test.queue.claim({ ...claim, now: t0 + leaseMs - 1 })).toEqual([]);
    expect(ids(await test.queue.claim({ ...claim, now: t0 + leaseMs }))).toEqual([id]);
  });

  it('refuses a second delivery with the same key to the same target', async () => {
    await using test = await make();
    const given = newDelivery();
    await test.enqueue(given);
    await expect(test.enqueue({ ...given, payload: '{"other":1}' })).rejects.toThrow();
    await test.enqueue({ ...given, target: 'other' });
    expect(await test.queue.counts()).toMatchObject({ pendiente: 2 });
  });

  it('claims what is due, oldest first, up to the limit, and never what is held', async () => {
    await using test = await make();
    const late = await test.enqueue(newDelivery({ now: t0 + 2 }));
    const soon = await test.enqueue(newDelivery({ now: t0 }));
    const middle = await test.enqueue(newDelivery({ now: t0 + 1 }));
    await test.enqueue(newDelivery({ now: t0 + 11 }));
    const claim = { owner: 'a', now: t0 + 10, leaseMs };
    expect(ids(await test.queue.claim({ ...claim, limit: 2 }))).toEqual([soon, middle]);
    expect(ids(await test.queue.claim({ ...claim, limit: 9 }))).toEqual([late]);
    expect(await test.queue.claim({ ...claim, owner: 'b', limit: 9 })).toEqual([]);
  });

  it('never gives one delivery to two who ask at once', async () => {
    await using test = await make();
    for (let n = 0; n < 20; n++) await test.enqueue(newDelivery());
    const claims = ['a', 'b', 'c', 'd'].map((owner) =>
      test.queue.claim({ owner, now: t0, leaseMs, limit: 7 }),
    );
    const claimed = (await Promise.all(claims)).flatMap(ids);
    expect(claimed).toHaveLength(20);
    expect(new Set(claimed).size).toBe(20);
  });

  it('gives the deliveries of a dead owner to another when the lease has run out', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'dead', now: t0, leaseMs, limit: 9 });
    expect(await test.queue.nextDueAt()).toBe(t0 + leaseMs);
    expect(await test.queue.claim({ owner: 'b', now: t0 + leaseMs - 1, leaseMs, limit: 9 })).toEqual([]);
    expect(ids(await test.queue.claim({ owner: 'b', now: t0 + leaseMs, leaseMs, limit: 9 }))).toEqual([id]);
  });

  it('keeps a delivery stored under a lease for its owner until the lease ends', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery({ lease: { owner: 'a', until: t0 + 5_000 } }));
    expect(await test.queue.claim({ owner: 'b', now: t0 + 4_999, leaseMs, limit: 9 })).toEqual([]);
    await test.queue.record(recordOf(id, delivered()));
    expect(await test.queue.find(id)).toMatchObject({ state: 'entregada', attempts: 1 });
  });

  it('renews only the leases of that owner, or only those named', async () => {
    await using test = await make();
    const [mine, alsoMine] = [await test.enqueue(newDelivery()), await test.enqueue(newDelivery())];
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    const other = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'b', now: t0, leaseMs, limit: 9 });
    await test.queue.renew({ owner: 'a', until: t0 + 9_000, ids: [mine, other] });
    const taken = await test.queue.claim({ owner: 'c', now: t0 + leaseMs, leaseMs: 60_000, limit: 9 });
    expect(ids(taken)).toEqual([alsoMine, other]);
    await test.queue.renew({ owner: 'a', until: t0 + 20_000 });
    expect(await test.queue.nextDueAt()).toBe(t0 + 20_000);
  });

  it('returns what an owner releases, due as it was', async () => {
    await using test = await make();
    const [first, second] = [await test.enqueue(newDelivery()), await test.enqueue(newDelivery())];
    await test.queue.claim({ owner: 'a', now: t0 + 100, leaseMs, limit: 9 });
    await test.queue.release({ owner: 'b' });
    expect(await test.queue.nextDueAt()).toBe(t0 + 100 + leaseMs);
    await test.queue.release({ owner: 'a', ids: [second] });
    expect(await test.queue.nextDueAt()).toBe(t0);
    expect(ids(await test.queue.claim({ owner: 'b', now: t0 + 100, leaseMs, limit: 9 }))).toEqual([second]);
    await test.queue.release({ owner: 'a' });
    expect(ids(await test.queue.claim({ owner: 'b', now: t0 + 100, leaseMs, limit: 9 }))).toEqual([first]);
  });

  it('postpones after a failed attempt and keeps a row of it', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    await test.queue.record(recordOf(id));
    expect(await test.queue.nextDueAt()).toBe(t0 + 60_000);
    expect(await test.queue.claim({ owner: 'a', now: t0 + 59_999, leaseMs, limit: 9 })).toEqual([]);
    expect(await test.queue.claim({ owner: 'a', now: t0 + 60_000, leaseMs, limit: 9 })).toMatchObject([
      { id, attempts: 1, step: 1, scheduleStartedAt: t0 },
    ]);
    expect(await test.queue.attemptsOf(id)).toEqual([
      { n: 1, startedAt: t0, durationMs: 20, result: 'reintento', status: 503, detail: 'respondió 503' },
    ]);
  });

  it('settles what is delivered and calls the hook once, with the result', async () => {
    await using test = await make();
    const given = newDelivery();
    const id = await test.enqueue(given);
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    await test.queue.record(recordOf(id, delivered({ ticket_id: 7 })));
    await test.queue.record(recordOf(id, { ...delivered({ ticket_id: 7 }), startedAt: t0 + 500 }));
    expect(await test.queue.find(id)).toMatchObject({ state: 'entregada', settledAt: t0 + 20 });
    expect(await test.queue.nextDueAt()).toBeNull();
    expect(await test.queue.claim({ owner: 'a', now: t0 + 1e9, leaseMs, limit: 9 })).toEqual([]);
    expect(await test.hookCalls()).toEqual([
      { kind: 'delivered', deliveryId: id, key: given.key, what: { ticket_id: 7 } },
    ]);
    expect((await test.queue.attemptsOf(id)).map(({ n, result }) => [n, result])).toEqual([
      [1, 'entregada'],
      [2, 'entregada'],
    ]);
  });

  it('settles what is rejected, keeps the reason and calls the hook', async () => {
    await using test = await make();
    const given = newDelivery();
    const id = await test.enqueue(given);
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    await test.queue.record(recordOf(id, rejected('falta el total')));
    expect(await test.queue.find(id)).toMatchObject({ state: 'rechazada', reason: 'falta el total' });
    expect(await test.queue.attemptsOf(id)).toMatchObject([{ result: 'rechazada', status: 400 }]);
    expect(await test.hookCalls()).toEqual([
      { kind: 'rejected', deliveryId: id, key: given.key, what: 'falta el total' },
    ]);
  });

  it.each([
    ['a postponement', {}],
    ['a rejection', rejected('no')],
  ])('keeps the attempt of an owner that lost its lease, but not %s', async (_, rest) => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'slow', now: t0, leaseMs, limit: 9 });
    await test.queue.claim({ owner: 'b', now: t0 + leaseMs, leaseMs, limit: 9 });
    await test.queue.record(recordOf(id, { owner: 'slow', ...rest }));
    expect(await test.queue.find(id)).toMatchObject({ state: 'pendiente', attempts: 1, step: 0 });
    expect(await test.queue.nextDueAt()).toBe(t0 + 2 * leaseMs);
    expect(await test.queue.attemptsOf(id)).toHaveLength(1);
    expect(await test.hookCalls()).toEqual([]);
  });

  it('accepts a delivery made by an owner that lost its lease, and keeps it delivered', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'slow', now: t0, leaseMs, limit: 9 });
    await test.queue.claim({ owner: 'b', now: t0 + leaseMs, leaseMs, limit: 9 });
    await test.queue.record(recordOf(id, { owner: 'slow', ...delivered(1) }));
    await test.queue.record(recordOf(id, { owner: 'b', startedAt: t0 + leaseMs }));
    await test.queue.record(recordOf(id, { owner: 'b', startedAt: t0 + 9_000, ...rejected('no') }));
    expect(await test.queue.find(id)).toMatchObject({ state: 'entregada', attempts: 3 });
    expect(await test.queue.nextDueAt()).toBeNull();
    expect(await test.hookCalls()).toHaveLength(1);
  });

  it('counts an attempt once that is recorded twice because the answer was lost', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    await test.queue.record(recordOf(id));
    await test.queue.record(recordOf(id));
    expect(await test.queue.attemptsOf(id)).toHaveLength(1);
    expect(await test.queue.find(id)).toMatchObject({ attempts: 1, step: 1 });
  });

  describe('when the clock is looked at', () => {
    const minute = 60_000;
    const look = { now: t0, runningMs: 0, leaseMs, longestWaitMs: 72 * minute };

    async function waitingUntil(test: QueueUnderTest, at: number, rest: Partial<AttemptRecord> = {}) {
      const id = await test.enqueue(newDelivery({ lease: { owner: 'a', until: t0 + leaseMs } }));
      await test.queue.record(recordOf(id, { ...rest, next: { kind: 'again', at } }));
      return id;
    }

    it('makes due now what waits for longer than anything may, and leaves the others alone', async () => {
      await using test = await make();
      const lost = await waitingUntil(test, t0 + 96 * 60 * minute);
      const waiting = await waitingUntil(test, t0 + 70 * minute);
      expect(await test.queue.keepTime(look)).toEqual({ runningMs: 0, broughtForward: 1, setBackMs: 0 });
      expect(await test.queue.find(lost)).toMatchObject({ dueAt: t0, attempts: 1, step: 1 });
      expect(await test.queue.find(waiting)).toMatchObject({ dueAt: t0 + 70 * minute });
      const claimed = await test.queue.claim({ owner: 'b', now: t0, leaseMs, limit: 9 });
      expect(ids(claimed)).toEqual([lost]);
    });

    it('makes all that waits due now where the clock is behind the last look', async () => {
      await using test = await make();
      const outcome = { kind: 'retry', detail: '', retryAfterMs: 30_000, targetDown: false } as const;
      const id = await waitingUntil(test, t0 + 30_000, { outcome });
      await test.queue.keepTime({ ...look, now: t0 });
      const now = t0 - 60 * minute;
      expect(await test.queue.keepTime({ ...look, now })).toMatchObject({
        broughtForward: 1,
        setBackMs: 60 * minute,
      });
      expect(await test.queue.find(id)).toMatchObject({ dueAt: now });
      // What the target had asked for was told by the old time.
      expect(await test.queue.nextDueAt()).toBe(now);
      expect(await test.queue.keepTime({ ...look, now })).toMatchObject({ broughtForward: 0, setBackMs: 0 });
    });

    it('takes two looks that come the other way round for the same time', async () => {
      await using test = await make();
      await waitingUntil(test, t0 + 30_000);
      await test.queue.keepTime(look);
      expect(await test.queue.keepTime({ ...look, now: t0 - 3_000 })).toMatchObject({
        broughtForward: 0,
        setBackMs: 0,
      });
    });

    it('ends leases of a clock that was ahead within the time of a lease, and keeps their owner', async () => {
      await using test = await make();
      const ahead = t0 + 60 * minute;
      const id = await test.enqueue(newDelivery({ now: ahead }));
      await test.queue.claim({ owner: 'a', now: ahead, leaseMs, limit: 9 });
      await test.queue.keepTime({ ...look, longestWaitMs: 0 });
      expect(await test.queue.claim({ owner: 'b', now: t0 + leaseMs - 1, leaseMs, limit: 9 })).toEqual([]);
      await test.queue.release({ owner: 'a' });
      expect(ids(await test.queue.claim({ owner: 'b', now: t0, leaseMs, limit: 9 }))).toEqual([id]);
    });

    it('keeps the longest time that relays are known to have run, and notes it with each new schedule', async () => {
      await using test = await make();
      const before = await test.enqueue(newDelivery());
      await test.queue.keepTime({ ...look, runningMs: 9_000 });
      expect(await test.queue.keepTime({ ...look, runningMs: 4_000 })).toMatchObject({ runningMs: 9_000 });
      const after = await test.enqueue(newDelivery());
      const started = async (id: number) => (await test.queue.find(id))?.startedRunningMs;
      expect([await started(before), await started(after)]).toEqual([0, 9_000]);
      await test.queue.retry({ ids: [before] }, t0);
      expect(await started(before)).toBe(9_000);
    });
  });

  it('caps the detail of an attempt and the reason of a rejection at 500 characters', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    await test.queue.record(recordOf(id, rejected('x'.repeat(9_000))));
    expect((await test.queue.attemptsOf(id))[0]?.detail).toHaveLength(500);
    expect((await test.queue.find(id))?.reason).toHaveLength(500);
  });

  it('ignores a record of a delivery it does not know', async () => {
    await using test = await make();
    await test.queue.record(recordOf(99));
    expect(await test.queue.attemptsOf(99)).toEqual([]);
  });

  it('claims and looks for one target only, or for all but some', async () => {
    await using test = await make();
    const down = await test.enqueue(newDelivery({ target: 'down' }));
    const up = await test.enqueue(newDelivery({ target: 'up', now: t0 + 5 }));
    expect(await test.queue.nextDueAt({ except: ['down'] })).toBe(t0 + 5);
    expect(await test.queue.nextDueAt({ except: [] })).toBe(t0);
    expect(await test.queue.nextDueAt({ only: 'up' })).toBe(t0 + 5);
    expect(await test.queue.nextDueAt({ only: 'elsewhere' })).toBeNull();
    const claim = { owner: 'a', now: t0 + 9, leaseMs, limit: 9 };
    expect(ids(await test.queue.claim({ ...claim, target: { except: ['down', 'x'] } }))).toEqual([up]);
    expect(ids(await test.queue.claim({ ...claim, target: { only: 'down' } }))).toEqual([down]);
  });

  it('lists newest first, page by page, and counts by state', async () => {
    await using test = await make();
    const stored: number[] = [];
    for (let n = 0; n < 5; n++) stored.push(await test.enqueue(newDelivery({ now: t0 + n })));
    await test.queue.claim({ owner: 'a', now: t0 + 9, leaseMs, limit: 2 });
    await test.queue.record(recordOf(stored[0] ?? 0, delivered()));
    await test.queue.record(recordOf(stored[1] ?? 0, { scheduleStartedAt: t0 + 1, ...rejected('no') }));

    const first = await test.queue.list({ limit: 2 });
    expect(ids(first.deliveries)).toEqual([stored[4], stored[3]]);
    const second = await test.queue.list({ limit: 2, cursor: first.cursor });
    expect(ids(second.deliveries)).toEqual([stored[2], stored[1]]);
    const third = await test.queue.list({ limit: 2, cursor: second.cursor });
    expect(third).toMatchObject({ deliveries: [{ id: stored[0], state: 'entregada' }], cursor: undefined });

    const waiting = await test.queue.list({ state: 'pendiente', limit: 3 });
    expect(ids(waiting.deliveries)).toEqual([stored[4], stored[3], stored[2]]);
    expect(waiting.cursor).toBeUndefined();
    expect(await test.queue.counts()).toEqual({
      pendiente: 3,
      entregada: 1,
      rechazada: 1,
      oldestPendingAt: t0 + 2,
    });
  });
}
