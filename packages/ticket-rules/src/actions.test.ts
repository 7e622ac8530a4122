import { describe, expect, it } from 'vitest';
import { lastStandingMove, type Move } from './actions.ts';
import type { State } from './states.ts';

function moved(accion: string, from: State, to: State): Move {
  return { accion, from, to, at: 0, authorId: 1 };
}

const started = moved('avanzar', 'pendiente', 'en-preparacion');
const sent = moved('mover', 'en-preparacion', 'en-camino');

describe('the move that an undo takes back', () => {
  it.each([
    { moves: [], last: undefined },
    { moves: [started], last: started },
    { moves: [started, sent], last: sent },
    { moves: [started, sent, moved('deshacer', 'en-camino', 'en-preparacion')], last: started },
    {
      moves: [
        started,
        sent,
        moved('deshacer', 'en-camino', 'en-preparacion'),
        moved('deshacer', 'en-preparacion', 'pendiente'),
      ],
      last: undefined,
    },
  ])('is the last one that still stands, of $moves.length', ({ moves, last }) => {
    expect(lastStandingMove(moves)).toBe(last);
  });
});
