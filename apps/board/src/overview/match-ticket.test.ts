import { searchWords } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { matchTicket } from './match-ticket.ts';

const ticket = makeTicket({
  numero: 'PED-20261122-24AF57EC',
  cliente_nombre: 'José Núñez',
  cliente_direccion: 'Av. Córdoba 1234, 5º B',
  cliente_telefono: '+54 (11) 5555-0000',
  cliente_email: 'secreto@example.com',
  productos: [
    { nombre: 'Ñoquis a la piamontesa', cantidad: 2 },
    { nombre: 'Vino 750ml', cantidad: 1 },
  ],
});

describe('the search', () => {
  it.each([
    '',
    '  ',
    '24af',
    'ped-2026',
    'JOSE',
    'nun\u0303ez josé',
    'noquis',
    'ÑOQUIS vino',
    'cordoba 1234',
    '5555-0000',
    '55550000',
    '11 5555',
    '(11)5555',
    '+5411',
    '5411.5555.0000',
    'jose vino 0000',
  ])('finds the order by %j', (query) => {
    expect(matchTicket(ticket, searchWords(query))).toBe(true);
  });

  it.each(['joses', 'jose gomez', '5556', '(12)5555', 'secreto', 'ped-2027', 'efectivo'])(
    'does not find it by %j',
    (query) => {
      expect(matchTicket(ticket, searchWords(query))).toBe(false);
    },
  );

  it('makes the text of a ticket once, and anew for what a change has made of it', () => {
    let reads = 0;
    const watched = new Proxy(ticket, {
      get(target, name, self) {
        if (name === 'cliente_nombre') reads += 1;
        return Reflect.get(target, name, self);
      },
    });
    for (const query of ['j', 'jo', 'jos', 'jose']) matchTicket(watched, searchWords(query));
    expect(reads).toBe(1);
    expect(matchTicket({ ...ticket, cliente_nombre: 'Luz' }, searchWords('jose'))).toBe(false);
  });
});
