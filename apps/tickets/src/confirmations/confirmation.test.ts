import { confirmationBodySchema } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { confirmationOf } from './confirmation.ts';
import { aTicket, openChanges } from './fixtures/open-changes.ts';

describe('confirmation', () => {
  it('reports the state, the version and who takes the order there', () => {
    const ticket = aTicket({ estado: 'en-camino', version: 5, repartidor: { id: 3, nombre: 'Lucía' } });
    const told = confirmationOf(ticket);
    expect(told).toEqual({
      numero: 'PED-1',
      ticket_id: 7,
      estado: 'en-camino',
      version: 5,
      repartidor_asignado: 'Lucía',
    });
    expect(confirmationBodySchema.parse(told)).toEqual(told);
  });

  it('reports that nobody takes the order any more', () => {
    expect(confirmationOf(aTicket({ repartidor: null }))).toHaveProperty('repartidor_asignado', null);
  });
});

describe('enqueueConfirmation', () => {
  it('stores what the store is to hear, under one key for each version of a ticket', async () => {
    await using changes = await openChanges();
    const trace = {
      requestId: 'r-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    await changes.change(aTicket(), { trace, now: 1_000 });
    await changes.change(aTicket({ version: 3, estado: 'cancelado' }), { now: 2_000 });

    const { deliveries } = await changes.queue.list({ limit: 9 });
    expect(deliveries).toMatchObject([
      { target: 'store', key: 'ticket-7-v3', state: 'pendiente', dueAt: 2_000 },
      { target: 'store', key: 'ticket-7-v2', state: 'pendiente', dueAt: 1_000, trace },
    ]);
    expect(deliveries.map(({ payload }) => JSON.parse(payload))).toMatchObject([
      { numero: 'PED-1', ticket_id: 7, version: 3, estado: 'cancelado' },
      { numero: 'PED-1', ticket_id: 7, version: 2, estado: 'en-preparacion' },
    ]);
  });

  it('is rolled back with the change that it reports', async () => {
    await using changes = await openChanges();
    await expect(changes.change(aTicket(), { fails: true })).rejects.toThrow('the change fails');
    expect(await changes.queue.counts()).toMatchObject({ pendiente: 0 });
  });

  it('refuses to report one version twice', async () => {
    await using changes = await openChanges();
    await changes.change(aTicket());
    await expect(changes.change(aTicket({ estado: 'entregado' }))).rejects.toThrow(/UNIQUE/);
    expect(await changes.queue.counts()).toMatchObject({ pendiente: 1 });
  });
});
