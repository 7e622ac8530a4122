import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { expect, it } from 'vitest';
import { TicketItems } from './ticket-details.tsx';

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
