import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { phonesIn, TicketItems } from './ticket-details.tsx';

/** What a reader sees of it, on one line. */
const textOf = (node: VNode) =>
  renderToStaticMarkup(node)
    .replace(/<[^>]+>/g, '')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();

it('shows how much of a product, with the unit it was sent with', () => {
  const shown = (product: object) =>
    textOf(<TicketItems productos={[{ nombre: 'Queso', cantidad: 1, ...product }]} />);
  expect(shown({ cantidad: 2, precio: 10 })).toBe('2 × Queso$ 10 c/u');
  expect(shown({ cantidad: 0.0004 })).toBe('0,0004 × Queso');
  expect(shown({ cantidad: 0.35, precio: 3899.9, unidad: 'kg' })).toBe('0,35 kg Queso$ 3.899,90 / kg');
});

describe('the numbers in a phone', () => {
  it.each([
    ['(011) 4321-5678 int. 23', 'tel:01143215678'],
    ['11 5555-0001 / 11 5555-0002', 'tel:1155550001 tel:1155550002'],
    ['4321-5678 (llamar después de las 18)', 'tel:43215678'],
    ['+54 9 11 5555-0101', 'tel:+5491155550101'],
    ['\u202a+54 9 (11) 5555\u20110101\u202c', 'tel:+5491155550101'],
    ['0341 15-432-1567', 'tel:0341154321567'],
    ['(0341) 15 432 1567, de 9 a 18', 'tel:0341154321567'],
    ['011/4321-5678', 'tel:01143215678'],
    ['4321-5678/79', 'tel:43215678'],
    ['11 5555-0001 - 11 5555-0002', 'tel:1155550001 tel:1155550002'],
    ['11 5555-0001 ó al fijo 4321-5678', 'tel:1155550001 tel:43215678'],
    ['11.5555.0001', 'tel:1155550001'],
    ['１１ ５５５５-０００１', 'tel:1155550001'],
    ['+1 (305) 555-0101', 'tel:+13055550101'],
    // Where one number ends and the next begins nobody knows.
    ['11 5555 0001 11 5555 0002', ''],
    ['432-1567 432-1568', ''],
    ['4321-5678 4321-5679', ''],
    ['no tiene', ''],
    ['int. 2345', ''],
    ['DNI 30.123.456', ''],
    ['desde el 12-11-2026', ''],
  ])('%s: %s', (text, links) => {
    expect(
      phonesIn(text)
        .map(({ link }) => link)
        .join(' '),
    ).toBe(links);
  });
});
