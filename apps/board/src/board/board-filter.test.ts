import { searchWords } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import {
  type BoardFilter,
  chosenCount,
  filterChoices,
  isFiltering,
  matchTicket,
  noFilter,
  passing,
} from './board-filter.ts';

describe('board filter', () => {
  const rosa = { id: 7, nombre: 'Rosa' };
  const from = (negocio: string, sucursal?: string) => [{ nombre: 'Pan', cantidad: 1, negocio, sucursal }];
  const tickets = [
    makeTicket({ ticket_id: 1, repartidor: rosa, metodo_pago: 'Efectivo', productos: from('La Esquina') }),
    makeTicket({ ticket_id: 2, prioridad: 'alta', metodo_pago: 'EFECTIVO', fuente: 'otra' }),
    makeTicket({
      ticket_id: 3,
      metodo_pago: null,
      productos: [...from('Don José', 'Centro'), ...from('la esquina')],
    }),
    makeTicket({ ticket_id: 4, metodo_pago: 'tarjeta', cliente_nombre: 'Zoe', prioridad: 'alta' }),
  ];

  const found = (filter: Partial<BoardFilter>) =>
    tickets.filter(passing({ ...noFilter, ...filter })).map(({ ticket_id }) => ticket_id);

  describe('the filter', () => {
    it.each<[Partial<BoardFilter>, number[]]>([
      [{}, [1, 2, 3, 4]],
      [{ repartidor: 7 }, [1]],
      [{ repartidor: 8 }, []],
      [{ repartidor: '-' }, [2, 3, 4]],
      [{ prioridad: 'alta' }, [2, 4]],
      [{ prioridad: 'baja' }, []],
      [{ pago: 'efectivo' }, [1, 2]],
      [{ pago: '-' }, [3]],
      // An order of two shops belongs to both; one that names none, to the shop whose key posted it.
      [{ local: 'la esquina' }, [1, 3]],
      [{ local: 'don jose · centro' }, [3]],
      [{ local: 'otra' }, [2]],
      [{ local: 'tienda' }, [4]],
      [{ prioridad: 'alta', q: 'zoe' }, [4]],
      [{ prioridad: 'alta', q: 'zoe', repartidor: 7 }, []],
    ])('lets through with %j', (filter, ids) => {
      expect(found(filter)).toEqual(ids);
    });

    it('is active once anything is chosen, and blanks choose nothing', () => {
      expect(isFiltering({ ...noFilter, q: '  ' })).toBe(false);
      expect(isFiltering({ ...noFilter, q: 'a' })).toBe(true);
      expect(isFiltering({ ...noFilter, local: 'x' })).toBe(true);
      expect(chosenCount({ ...noFilter, q: 'a', repartidor: '-', pago: '-' })).toBe(2);
    });

    it('offers each value once, sorted by name, and keeps what is chosen', () => {
      const chosen = { ...noFilter, repartidor: 99, pago: 'cheque' };
      const { drivers, payments, shops, unpaid } = filterChoices(tickets, chosen);
      expect(drivers).toEqual([
        { value: '99', name: '99' },
        { value: '7', name: 'Rosa' },
      ]);
      expect(payments.map(({ value }) => value)).toEqual(['cheque', 'efectivo', 'tarjeta']);
      expect(shops.map(({ value }) => value)).toEqual(['don jose · centro', 'la esquina', 'otra', 'tienda']);
      expect(unpaid).toBe(true);
    });
  });
});

describe('match ticket', () => {
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

    it('makes the text of a ticket once, and again after a change', () => {
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
});
