import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { productTotals } from './product-totals.ts';
import { states } from './states.ts';
import { type TicketProduct, unitOf } from './ticket.ts';

let lastId = 0;
function ticket(productos: TicketProduct[], estado = 'pendiente') {
  lastId += 1;
  return { ticket_id: lastId, estado: estado as (typeof states)[number], productos };
}

describe('productTotals', () => {
  it('adds up only tickets that are pending or in preparation, largest amount first', () => {
    const pizza = { nombre: 'Pizza', cantidad: 2 };
    const tickets = states.map((estado) => ticket([pizza, { nombre: 'Faina', cantidad: 1 }], estado));
    const ids = tickets.slice(0, 2).map(({ ticket_id }) => ticket_id);
    expect(productTotals(tickets)).toEqual([
      { nombre: 'Pizza', cantidad: 4, falta: 4, tickets: ids },
      { nombre: 'Faina', cantidad: 2, falta: 2, tickets: ids },
    ]);
  });

  it('counts names that differ in accents, capitals and spaces as one, named as in the oldest ticket', () => {
    const older = ticket([{ nombre: ' Fainá  grande ', cantidad: 1 }]);
    const newer = ticket([{ nombre: 'FAINA GRANDE', cantidad: 2 }]);
    const [total, ...rest] = productTotals([newer, older]);
    expect(total).toMatchObject({ nombre: 'Fainá  grande', cantidad: 3 });
    expect(rest).toEqual([]);
  });

  it('separates the open part from the total', () => {
    const one = ticket([
      { nombre: 'Empanada', cantidad: 12, hecho: true },
      { nombre: 'Empanada', cantidad: 6, hecho: false },
    ]);
    expect(productTotals([one])).toEqual([
      { nombre: 'Empanada', cantidad: 18, falta: 6, tickets: [one.ticket_id] },
    ]);
  });

  it('rounds the errors of binary fractions away', () => {
    const queso = (cantidad: number) => ticket([{ nombre: 'Queso', cantidad }]);
    expect(productTotals([queso(0.1), queso(0.2)])[0]?.cantidad).toBe(0.3);
    expect(productTotals([queso(999_999_999), queso(0.1), queso(0.2)])[0]?.cantidad).toBe(999_999_999.3);
  });

  it('adds up each unit by itself: half a kilo and two pieces are not two and a half', () => {
    const one = ticket([
      { nombre: 'Queso', cantidad: 0.5, unidad: 'kg' },
      { nombre: 'queso', cantidad: 0.25, unidad: ' KG ' },
      { nombre: 'Queso', cantidad: 2, unidad: 'un' },
      { nombre: 'Queso', cantidad: 1 },
    ]);
    expect(productTotals([one])).toEqual([
      { nombre: 'Queso', cantidad: 3, falta: 3, tickets: [one.ticket_id] },
      { nombre: 'Queso', unidad: 'kg', cantidad: 0.75, falta: 0.75, tickets: [one.ticket_id] },
    ]);
  });

  it.each([
    [{ unidad: 'kg' }, 'kg'],
    [{ unidad_medida: 'docena' }, 'docena'],
    [{ uom: ' g ' }, 'g'],
    [{ requested_quantity: { value: 1, measure: 'l' } }, 'l'],
    [{ unidad: 'Unidades', unit: 'm' }, 'm'],
    [{ unidad: 'u.' }, undefined],
    [{ unidad: 3, uom: null, unit: '' }, undefined],
    [{ unidad: 'una bolsa de las grandes' }, undefined],
  ])('finds in %j the unit %s', (fields, unit) => {
    expect(unitOf({ nombre: 'Queso', ...fields })).toBe(unit);
  });

  it('returns no totals for an empty kitchen', () => {
    expect(productTotals([])).toEqual([]);
  });

  it('returns the same totals for any order of the tickets', () => {
    const product = fc.record({
      nombre: fc.constantFrom('Pizza', 'pizza ', 'Fainá', 'Faina', 'Soda'),
      cantidad: fc.double({ min: 0.001, max: 1_000, noNaN: true }),
      hecho: fc.constantFrom(true, false, undefined),
    });
    const board = fc.uniqueArray(
      fc.record({
        ticket_id: fc.integer({ min: 1, max: 10_000 }),
        estado: fc.constantFrom(...states),
        productos: fc.array(product, { maxLength: 4 }),
      }),
      { selector: ({ ticket_id }) => ticket_id, maxLength: 20 },
    );
    const shuffled = board.chain((tickets) => {
      const all = { minLength: tickets.length, maxLength: tickets.length };
      return fc.tuple(fc.constant(tickets), fc.shuffledSubarray(tickets, all));
    });
    fc.assert(
      fc.property(shuffled, ([tickets, other]) => {
        expect(productTotals(other)).toEqual(productTotals(tickets));
      }),
    );
  });
});
