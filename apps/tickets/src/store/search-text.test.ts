import { parseTicketBody } from '@relevo/contract';
import { expect, it } from 'vitest';
import { newTicket } from '../intake/accept-ticket.ts';
import { searchKey, searchText } from './search-text.ts';

it.each([
  ['José Núñez', 'jose nunez'],
  ['JOSE\u0301 NUN\u0303EZ', 'jose nunez'],
  ['PINGÜINO', 'pinguino'],
  ['İstanbul', 'istanbul'],
  ['Calle 9 de Julio 1.234', 'calle 9 de julio 1.234'],
  ['🧉 Mate', '🧉 mate'],
])('compares %s as %s', (text, key) => {
  expect(searchKey(text)).toBe(key);
});

it('finds a ticket by number, name, phone, address and items, and by nothing private besides', () => {
  const parsed = parseTicketBody({
    numero: 'PED-1',
    cliente_nombre: 'Íñigo',
    telefono: '11-5555',
    direccion: 'Córdoba 10',
    email: 'secreto@example.com',
    total: 1,
    productos: ['Azúcar', { nombre: 'Ñoquis', cantidad: 2 }],
  });
  if (!parsed.ok) throw new Error('the order should be good');
  const ticket = newTicket(parsed.value, { ticketId: 1, caller: 'tienda', now: '2026-11-22T10:00:00.000Z' });
  expect(searchText(ticket)).toBe('ped-1\ninigo\n11-5555\ncordoba 10\nazucar\nnoquis');
});
