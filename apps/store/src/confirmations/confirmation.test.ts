import type { Confirmation } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import type { TicketOfOrder } from '../orders/order.ts';
import { applyConfirmation } from './confirmation.ts';

const known: TicketOfOrder = {
  ticketId: 7,
  estado: 'en-preparacion',
  driver: 'Beto',
  version: 3,
  updatedAt: 1,
};
const told = { ticket_id: 7, estado: 'en-camino' as const, repartidor_asignado: 'Caro' };
const now = 2;
const taken = { ticketId: 7, estado: 'en-camino', driver: 'Caro', updatedAt: now };

describe.each([
  ['before the delivery has returned the ticket', false],
  ['once the delivery has returned the ticket', true],
])('a confirmation of the known ticket, %s', (_, knownFromDelivery) => {
  const apply = (confirmation: Confirmation, ticket = known) =>
    applyConfirmation({ ticket, knownFromDelivery }, confirmation, now);

  it.each([1, 2])('changes nothing when it has the version %i, older than 3', (version) => {
    expect(apply({ ...told, version })).toEqual({ kind: 'ignored', ticket: known });
  });

  it.each([3, 4, 99])('is taken when it has the version %i', (version) => {
    expect(apply({ ...told, version })).toEqual({ kind: 'applied', ticket: { ...taken, version } });
  });

  it.each([undefined, null])('is believed when it has the version %s, and 3 stays', (version) => {
    expect(apply({ ...told, version })).toEqual({ kind: 'applied', ticket: { ...taken, version: 3 } });
  });

  it.each([undefined, null])('takes the driver away when it has the driver %s', (repartidor_asignado) => {
    expect(apply({ ...told, version: 4, repartidor_asignado }).ticket.driver).toBeNull();
  });

  it('is taken at any version when no version was known', () => {
    expect(apply({ ...told, version: 1 }, { ...known, version: null }).kind).toBe('applied');
  });
});

describe('before the delivery has returned the ticket, a confirmation', () => {
  const apply = (ticket: TicketOfOrder | null, confirmation: Confirmation) =>
    applyConfirmation({ ticket, knownFromDelivery: false }, confirmation, now);

  it('is taken when nothing was known', () => {
    const outcome = apply(null, { ...told, version: 1 });
    expect(outcome).toEqual({ kind: 'applied', ticket: { ...taken, version: 1 } });
    expect(apply(null, told).ticket.version).toBeNull();
  });

  it('of another ticket is taken whatever its version, and the old ticket’s version goes with the old ticket', () => {
    const other = { ...told, ticket_id: 8 };
    expect(apply(known, { ...other, version: 1 })).toEqual({
      kind: 'applied',
      ticket: { ...taken, ticketId: 8, version: 1 },
    });
    expect(apply(known, other).ticket).toMatchObject({ ticketId: 8, version: null });
  });
});

describe('once the delivery has returned the ticket, a confirmation', () => {
  it.each([1, 3, 99, null, undefined])(
    'of another ticket is ignored, though its version is %s',
    (version) => {
      const other = { ...told, ticket_id: 8, version };
      expect(applyConfirmation({ ticket: known, knownFromDelivery: true }, other, now)).toEqual({
        kind: 'ignored',
        ticket: known,
      });
    },
  );
});
