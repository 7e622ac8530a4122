import { expect, it } from 'vitest';
import { strangersMark } from '../retry-policy.ts';
import type { QueueUnderTest } from './records.ts';
import { delivered, ids, leaseMs, newDelivery, recordOf, rejected, t0 } from './records.ts';

/** What a queue does when somebody asks for deliveries to be sent again; part of `describeDeliveryQueue`. */
export function describeSendingAgain(make: () => Promise<QueueUnderTest>): void {
  it('sends again by hand: due now, the schedule begun again, the key and the history kept', async () => {
    await using test = await make();
    const given = newDelivery();
    const id = await test.enqueue(given);
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    await test.queue.record(recordOf(id, rejected('no')));
    const now = t0 + 3_600_000;
    expect(await test.queue.matching({ ids: [id, 99] })).toBe(1);
    expect(await test.queue.retry({ ids: [id, 99] }, now)).toBe(1);
    expect(await test.queue.nextDueAt()).toBe(now);
    expect(await test.queue.find(id)).toMatchObject({ state: 'pendiente', reason: undefined });
    expect(await test.queue.claim({ owner: 'a', now, leaseMs, limit: 9 })).toMatchObject([
      { id, key: given.key, attempts: 1, step: 0, scheduleStartedAt: now },
    ]);
    await test.queue.record(recordOf(id, { startedAt: now, ...delivered() }));
    expect((await test.queue.attemptsOf(id)).map(({ n }) => n)).toEqual([1, 2]);
  });

  it('sends again by state and time, both ends included', async () => {
    await using test = await make();
    const created = [t0, t0 + 10, t0 + 20, t0 + 30];
    const stored: number[] = [];
    for (const now of created) stored.push(await test.enqueue(newDelivery({ now })));
    await test.queue.claim({ owner: 'a', now: t0 + 30, leaseMs, limit: 9 });
    for (const [nth, id] of stored.entries()) {
      const scheduleStartedAt = created[nth];
      await test.queue.record(recordOf(id, { scheduleStartedAt, ...rejected('no') }));
    }
    const filter = { state: 'rechazada', from: t0 + 10, to: t0 + 20 } as const;
    expect(await test.queue.matching(filter)).toBe(2);
    expect(await test.queue.retry(filter, t0 + 99)).toBe(2);
    expect(await test.queue.counts()).toMatchObject({ pendiente: 2, rechazada: 2 });
    expect(await test.queue.retry({ state: 'rechazada' }, t0 + 99)).toBe(2);
    expect(await test.queue.retry({ state: 'entregada' }, t0 + 99)).toBe(0);
  });

  it('lists and sends again only what a stranger answered last, however an older version stored it', async () => {
    await using test = await make();
    const ownWords = ['Datos inválidos: ', 'El número '];
    const ended: [status: number | undefined, detail: string, strangers: boolean][] = [
      [404, 'respondió 404: Not Found', true],
      [404, 'respondió 404: No existe nada en esta dirección.', true],
      [421, 'respondió 421', true],
      [400, 'respondió 400: respondió HTML, no el JSON prometido', true],
      [400, 'respondió 400: El nombre de servidor (Host) no se admite.', true],
      [413, 'respondió 413: Request Entity Too Large', true],
      [403, `sin entregar en 72 horas; último intento: respondió 403${strangersMark}: x`, true],
      [400, 'respondió 400: Datos inválidos: total: es obligatorio (total: es obligatorio)', false],
      [409, 'respondió 409: El número A-1 ya existe con otro pedido (ticket 7).', false],
      [401, 'sin entregar en 72 horas; último intento: respondió 401: Falta la clave.', false],
      [429, 'sin entregar en 72 horas; último intento: respondió 429', false],
      [502, 'sin entregar en 72 horas; último intento: respondió 502', false],
      [undefined, 'sin entregar en 72 horas; último intento: sin respuesta (ETIMEDOUT)', false],
    ];
    const expected: number[] = [];
    for (const [status, reason, strangers] of ended) {
      const id = await test.enqueue(newDelivery());
      if (strangers) expected.push(id);
      await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 99 });
      const outcome = { kind: 'rejected', status, detail: reason } as const;
      await test.queue.record(recordOf(id, { outcome, next: { kind: 'rejected', reason } }));
    }
    const filter = { state: 'rechazada', strangers: { ownWords } } as const;
    const { deliveries } = await test.queue.list({ ...filter, limit: 99 });
    expect(ids(deliveries).toSorted((a, b) => a - b)).toEqual(expected);
    expect((await test.queue.list({ ...filter, limit: 2 })).cursor).toBe(expected.at(-2));
    expect((await test.queue.list({ ...filter, state: 'pendiente', limit: 9 })).deliveries).toEqual([]);
    expect(await test.queue.matching({ ...filter, from: t0 + 1 })).toBe(0);
    expect(await test.queue.matching(filter)).toBe(expected.length);
    expect(await test.queue.retry(filter, t0 + 99)).toBe(expected.length);
    expect(await test.queue.counts()).toMatchObject({ pendiente: expected.length });
    // What is answered last counts, and not what was answered once.
    const [again = 0] = expected;
    await test.queue.claim({ owner: 'a', now: t0 + 99, leaseMs, limit: 99 });
    const own = 'respondió 409: El número A-1 ya existe con otro pedido (ticket 7).';
    const ending = { ...rejected(own), scheduleStartedAt: t0 + 99, startedAt: t0 + 99 };
    await test.queue.record(
      recordOf(again, { ...ending, outcome: { kind: 'rejected', status: 409, detail: own } }),
    );
    expect(await test.queue.matching({ ids: [again] })).toBe(1);
    expect(await test.queue.matching(filter)).toBe(0);
  });

  it('does not take the lease of a running attempt when asked to send again', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    expect(await test.queue.retry({ ids: [id] }, t0 + 100)).toBe(1);
    expect(await test.queue.claim({ owner: 'b', now: t0 + 100, leaseMs, limit: 9 })).toEqual([]);
    expect(await test.queue.nextDueAt()).toBe(t0 + leaseMs);
  });

  it.each([
    ['a long wait', {}],
    ['a refusal', rejected('sin entregar en 72 horas')],
  ])('goes on from a request to send again, not from %s of an attempt before it', async (_what, came) => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    await test.queue.retry({ ids: [id] }, t0 + 100);
    await test.queue.record(recordOf(id, { durationMs: 200, ...came }));
    expect(await test.queue.find(id)).toMatchObject({ state: 'pendiente', attempts: 1, dueAt: t0 + 100 });
    expect(await test.queue.claim({ owner: 'b', now: t0 + 200, leaseMs, limit: 9 })).toMatchObject([
      { id, attempts: 1, step: 0, scheduleStartedAt: t0 + 100 },
    ]);
  });

  it('then still waits as long as the target has asked for', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    await test.queue.retry({ ids: [id] }, t0 + 100);
    const busy = {
      kind: 'retry',
      status: 503,
      detail: 'ocupado',
      targetDown: true,
      retryAfterMs: 9_000,
    } as const;
    await test.queue.record(recordOf(id, { durationMs: 200, outcome: busy }));
    expect(await test.queue.nextDueAt()).toBe(t0 + 200 + 9_000);
    expect(await test.queue.makeDueNow('tickets', t0 + 300)).toBe(0);
  });

  it('still takes what was delivered for delivered', async () => {
    await using test = await make();
    const id = await test.enqueue(newDelivery());
    await test.queue.claim({ owner: 'a', now: t0, leaseMs, limit: 9 });
    await test.queue.retry({ ids: [id] }, t0 + 100);
    await test.queue.record(recordOf(id, delivered()));
    expect(await test.queue.find(id)).toMatchObject({ state: 'entregada' });
  });
}
