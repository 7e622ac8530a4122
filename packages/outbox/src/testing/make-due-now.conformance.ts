import { expect, it } from 'vitest';
import type { AttemptRecord } from '../delivery.ts';
import type { QueueUnderTest } from './records.ts';

const t0 = Date.UTC(2026, 0, 5, 12);
const HOUR = 3_600_000;
const claim = { owner: 'a', leaseMs: 5_000, limit: 9 };
const failed = { kind: 'retry', detail: 'respondió 503', targetDown: true } as const;

/** What a queue does for a target that is back; part of `describeDeliveryQueue`. */
export function describeMakingDueNow(make: () => Promise<QueueUnderTest>): void {
  let serial = 0;

  function enqueue({ enqueue }: QueueUnderTest, target = 'tickets', now = t0): Promise<number> {
    serial += 1;
    return enqueue({ target, key: `due-${serial}`, payload: '{}', now });
  }

  /** Stores a delivery that was attempted at t0 for 20 ms and waits an hour unless said otherwise. */
  async function waiting(test: QueueUnderTest, more: Partial<AttemptRecord> & { target?: string } = {}) {
    const { target, ...rest } = more;
    const deliveryId = await enqueue(test, target);
    await test.queue.claim({ ...claim, now: t0 });
    const next = { kind: 'again', at: t0 + HOUR } as const;
    const attempt = {
      owner: 'a',
      scheduleStartedAt: t0,
      startedAt: t0,
      durationMs: 20,
      outcome: failed,
      next,
    };
    await test.queue.record({ deliveryId, ...attempt, ...rest });
    return deliveryId;
  }

  it('makes due now all that waits for that target, the oldest first, and returns how many', async () => {
    await using test = await make();
    const late = await waiting(test);
    const later = await waiting(test, { next: { kind: 'again', at: t0 + 2 * HOUR } });
    const elsewhere = await waiting(test, { target: 'elsewhere' });
    const now = t0 + 1_000;
    expect(await test.queue.makeDueNow('tickets', now)).toBe(2);
    expect(await test.queue.makeDueNow('tickets', now)).toBe(0);
    expect(await test.queue.find(late)).toMatchObject({ dueAt: now });
    expect(await test.queue.find(elsewhere)).toMatchObject({ dueAt: t0 + HOUR });
    expect((await test.queue.claim({ ...claim, now })).map(({ id }) => id)).toEqual([late, later]);
  });

  it('makes deliveries due now without beginning their schedule again', async () => {
    await using test = await make();
    const id = await waiting(test);
    await test.queue.makeDueNow('tickets', t0 + 1_000);
    expect(await test.queue.claim({ ...claim, now: t0 + 1_000 })).toMatchObject([
      { id, attempts: 1, step: 1, scheduleStartedAt: t0 },
    ]);
  });

  it('leaves what is due or settled as it is when it makes others due', async () => {
    await using test = await make();
    const settled = { kind: 'delivered', status: 201 } as const;
    const made = await waiting(test, { outcome: settled, next: { kind: 'delivered' } });
    const due = await enqueue(test, 'tickets', t0 + 500);
    expect(await test.queue.makeDueNow('tickets', t0 + 1_000)).toBe(0);
    expect(await test.queue.find(due)).toMatchObject({ dueAt: t0 + 500 });
    expect(await test.queue.find(made)).toMatchObject({ state: 'entregada' });
  });

  it('does not make due what is leased, and hands it back due as it was', async () => {
    await using test = await make();
    const id = await enqueue(test);
    await test.queue.claim({ ...claim, now: t0 });
    expect(await test.queue.makeDueNow('tickets', t0 + 1_000)).toBe(0);
    expect(await test.queue.nextDueAt()).toBe(t0 + claim.leaseMs);
    await test.queue.release({ owner: 'a', ids: [id] });
    expect(await test.queue.nextDueAt()).toBe(t0);
  });

  it.each([
    ['30 s', 30_000, 30_000],
    ['ten hours, of which one counts', 10 * HOUR, HOUR],
    ['for ever, of which an hour counts', Number.POSITIVE_INFINITY, HOUR],
  ])(
    'makes nothing due before the Retry-After that the target asked for: %s',
    async (_, retryAfterMs, ms) => {
      await using test = await make();
      const next = { kind: 'again', at: t0 + 2 * HOUR } as const;
      const id = await waiting(test, { outcome: { ...failed, retryAfterMs }, next });
      expect(await test.queue.makeDueNow('tickets', t0 + 1_000)).toBe(1);
      // Counted from the end of the attempt.
      expect(await test.queue.find(id)).toMatchObject({ dueAt: t0 + 20 + ms });
      expect(await test.queue.nextDueAt()).toBe(t0 + 20 + ms);
      expect(await test.queue.makeDueNow('tickets', t0 + 2_000)).toBe(0);
    },
  );

  it('makes a delivery due once its Retry-After is over, or replaced by a later attempt', async () => {
    await using test = await make();
    const outcome = { ...failed, retryAfterMs: 30_000 };
    const over = await waiting(test, { outcome });
    const forgotten = await waiting(test, { outcome, next: { kind: 'again', at: t0 + 100 } });
    await test.queue.claim({ ...claim, now: t0 + 100 });
    const [startedAt, next] = [t0 + 100, { kind: 'again', at: t0 + HOUR } as const];
    const second = { owner: 'a', scheduleStartedAt: t0, startedAt, durationMs: 0, outcome: failed, next };
    await test.queue.record({ deliveryId: forgotten, ...second });
    await test.queue.makeDueNow('tickets', t0 + 1_000);
    expect(await test.queue.find(forgotten)).toMatchObject({ dueAt: t0 + 1_000 });
    await test.queue.makeDueNow('tickets', t0 + 30_020);
    expect(await test.queue.find(over)).toMatchObject({ dueAt: t0 + 30_020 });
  });

  it('sends again by hand at once, whatever Retry-After the target asked for', async () => {
    await using test = await make();
    const id = await waiting(test, { outcome: { ...failed, retryAfterMs: HOUR } });
    await test.queue.retry({ ids: [id] }, t0 + 1_000);
    await test.queue.claim({ ...claim, now: t0 + 1_000 });
    await test.queue.release({ owner: 'a' });
    expect(await test.queue.nextDueAt()).toBe(t0 + 1_000);
  });
}
