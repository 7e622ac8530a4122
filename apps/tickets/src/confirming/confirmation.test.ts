import { confirmationBodySchema } from '@relevo/contract';
import { expect, it } from 'vitest';
import { confirmationOf } from './confirmation.ts';
import { aTicket } from './fixtures/a-ticket.ts';

it('tells the state, the version and who takes the order there', () => {
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

it('tells that nobody takes it any more', () => {
  expect(confirmationOf(aTicket({ repartidor: null }))).toHaveProperty('repartidor_asignado', null);
});
