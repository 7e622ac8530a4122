import type { State } from '@relevo/contract';

/** A change of state that somebody made. `at` is epoch ms; `authorId` is null for a service. */
export type Move = { accion: string; from: State; to: State; at: number; authorId: number | null };

/** States out of which a ticket can be cancelled: any but delivered. */
export function canCancel(state: State): boolean {
  return state !== 'entregado' && state !== 'cancelado';
}

/** The last move that still counts. */
export function lastStandingMove(moves: readonly Move[]): Move | undefined {
  return standingMoves(moves).at(-1);
}

/** The moves that still count: an undo takes back the move before it, and two undos two moves. */
export function standingMoves<M extends { accion: string }>(moves: readonly M[]): M[] {
  const standing: M[] = [];
  for (const move of moves) {
    if (move.accion === 'deshacer') standing.pop();
    else standing.push(move);
  }
  return standing;
}
