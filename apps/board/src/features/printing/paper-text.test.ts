import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { describePaper } from './paper-text.ts';

const product = { nombre: 'Pizza', cantidad: 2, precio: 950.1 };
const paperOf = (...productos: object[]) =>
  describePaper(makeTicket({ productos: productos.map((more) => ({ ...product, ...more })) }));

describe('what is on a paper', () => {
  it('is the name of the shop, or of each, with what is to be made by which', () => {
    expect(paperOf({}).shop).toBe('Relevo');
    expect(paperOf({ negocio: 'Belgrano' }, { negocio: ' Belgrano ' }).shop).toBe('Belgrano');
    const both = paperOf({ negocio: 'Norte' }, { negocio: 'Sur' });
    expect(both.shop).toBe('Norte · Sur');
    expect(both.items.map(({ notes }) => notes)).toEqual([['Norte'], ['Sur']]);
  });

  it('is the subtotal of each item, as it was sent or else computed, to the centavo', () => {
    const { items } = paperOf({ subtotal: 1500 }, {}, { precio: null }, { cantidad: 0.333, precio: 10 });
    expect(items.map(({ subtotal }) => subtotal)).toEqual([1500, 1900.2, null, 3.33]);
  });

  it('rounds half a centavo up, as the till did', () => {
    expect(paperOf({ cantidad: 0.35, precio: 1015.3 }).items[0]?.subtotal).toBe(355.36);
  });

  it('is every note to a product that a shop may send, and no empty one', () => {
    const { items } = paperOf({
      ...{ notas: 'sin sal', observaciones: '  ', opciones: ['grande', 7, 'masa fina'], stock: 'mucho' },
    });
    expect(items[0]?.notes).toEqual(['sin sal', 'grande', 'masa fina']);
  });
});
