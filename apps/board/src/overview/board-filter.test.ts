import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { type BoardFilter, chosenCount, isFiltering, noFilter, passing } from './board-filter.ts';
import { filterChoices } from './filter-choices.ts';

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
    // An order of two shops belongs to both; one that names none, to whose key it came with.
    [{ local: 'la esquina' }, [1, 3]],
    [{ local: 'don jose · centro' }, [3]],
    [{ local: 'otra' }, [2]],
    [{ local: 'tienda' }, [4]],
    [{ prioridad: 'alta', q: 'zoe' }, [4]],
    [{ prioridad: 'alta', q: 'zoe', repartidor: 7 }, []],
  ])('lets through with %j', (filter, ids) => {
    expect(found(filter)).toEqual(ids);
  });

  it('is at work as soon as anything is chosen, and blanks choose nothing', () => {
    expect(isFiltering({ ...noFilter, q: '  ' })).toBe(false);
    expect(isFiltering({ ...noFilter, q: 'a' })).toBe(true);
    expect(isFiltering({ ...noFilter, local: 'x' })).toBe(true);
    expect(chosenCount({ ...noFilter, q: 'a', repartidor: '-', pago: '-' })).toBe(2);
  });

  it('offers what there is, by name, each once, and keeps what is chosen', () => {
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
