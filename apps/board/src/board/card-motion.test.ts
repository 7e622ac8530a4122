import type { State } from '@relevo/contract';
import { expect, it } from 'vitest';
import { movedCards } from './card-motion.ts';

const places = (...states: State[]) => new Map(states.map((state, id) => [id, state]));

it('animates cards that move to another column, not those that arrive, stay or leave', () => {
  const before = places('pendiente', 'pendiente', 'en-camino');
  const after = new Map([...places('pendiente', 'en-preparacion'), [7, 'pendiente' as const]]);
  expect(movedCards(before, after)).toEqual([1]);
});

it('animates no card on the first load, nor when many move at once', () => {
  const after = places('entregado', 'entregado', 'entregado', 'entregado');
  expect(movedCards(new Map(), after)).toEqual([]);
  expect(movedCards(places('pendiente', 'pendiente', 'pendiente', 'pendiente'), after)).toEqual([]);
  expect(movedCards(places('pendiente', 'pendiente', 'pendiente', 'entregado'), after)).toEqual([0, 1, 2]);
});
