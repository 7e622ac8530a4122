import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { orderColumn, sameColumn } from './order-column.ts';

const at = (ticket_id: number, minute: string, closed = minute) =>
  makeTicket({
    ticket_id,
    fecha_creacion: `2026-07-30T12:${minute}:00.000Z`,
    actualizado_en: `2026-07-30T13:${closed}:00.000Z`,
  });
const ids = (tickets: { ticket_id: number }[]) => tickets.map(({ ticket_id }) => ticket_id);

describe('a column', () => {
  it('of open tickets has the oldest first, and the lower id first at the same time', () => {
    expect(ids(orderColumn([at(3, '10'), at(1, '20'), at(4, '05'), at(2, '10')], 'pendiente'))).toEqual([
      4, 2, 3, 1,
    ]);
  });

  it('of open tickets has the late ones first, then those of high priority, then the others', () => {
    const high = (id: number, minute: string) => ({ ...at(id, minute), prioridad: 'alta' as const });
    const tickets = [at(1, '40'), high(2, '50'), at(3, '05'), at(4, '10'), high(5, '20'), high(6, '12')];
    expect(ids(orderColumn(tickets, 'pendiente'))).toEqual([6, 5, 2, 3, 4, 1]);
    expect(ids(orderColumn(tickets, 'pendiente', new Set([3, 4, 6])))).toEqual([6, 3, 4, 5, 2, 1]);
  });

  it('of closed tickets has the last closed first', () => {
    const closed = [at(1, '01', '30'), at(2, '02', '10'), at(3, '03', '50')];
    const delivered = closed.map((ticket) => ({ ...ticket, estado: 'entregado' as const }));
    expect(ids(orderColumn(delivered, 'entregado'))).toEqual([3, 1, 2]);
    expect(orderColumn(delivered, 'pendiente')).toEqual([]);
  });

  it('is equal only with the same ticket objects in the same order', () => {
    const [a, b] = [at(1, '01'), at(2, '02')];
    expect(sameColumn([a, b], [a, b])).toBe(true);
    expect(sameColumn([a, b], [b, a])).toBe(false);
    expect(sameColumn([a], [{ ...a }])).toBe(false);
  });
});
