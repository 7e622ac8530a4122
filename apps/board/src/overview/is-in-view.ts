import { isOpen, type State } from '@relevo/contract';
import type { BoardState } from './board-address.ts';

/** Whether a column is on the side of the board that is shown. */
export function isInView(estado: State, ver: BoardState['ver']): boolean {
  return isOpen(estado) === (ver === 'abiertos');
}
