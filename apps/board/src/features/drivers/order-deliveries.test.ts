import { makeTicket } from '@relevo/testkit/tickets';
import { expect, it } from 'vitest';
import { orderDeliveries } from './order-deliveries.ts';

it('puts what is on its way first, then the urgent, then the old', () => {
  const at = (ticket_id: number, minute: number, prioridad: 'baja' | 'normal' | 'alta' = 'normal') =>
    makeTicket({ ticket_id, prioridad, fecha_creacion: `2026-07-30T12:0${minute}:00.000Z` });
  const columns = {
    pendiente: [at(1, 0, 'alta')],
    'en-preparacion': [at(2, 1, 'baja'), at(3, 2), at(4, 1)],
    'en-camino': [at(5, 8), at(6, 9, 'alta')],
  };
  expect(orderDeliveries(columns).map(({ ticket_id }) => ticket_id)).toEqual([6, 5, 4, 3, 2, 1]);
});
