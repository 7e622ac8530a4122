import type { State } from '@relevo/contract';
import type { BoardView } from './board-view.ts';

/** How many tickets a column has. Before the first load nobody knows, and 0 would be a claim. */
export function Count({ estado, view }: { estado: State; view: BoardView }) {
  return <span class="count">{view.loaded.value ? view.columns[estado].value.length : '–'}</span>;
}
