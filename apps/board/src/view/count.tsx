import type { State } from '@relevo/contract';
import type { Overview } from '../overview/overview.ts';
import { overviewWords } from '../overview/words.ts';
import type { BoardView } from './board-view.ts';

type CountProps = { estado: State; view: BoardView; overview: Overview };

/** How many tickets a column has. Before the first load nobody knows, and 0 would be a claim. */
export function Count({ estado, view, overview }: CountProps) {
  if (!view.loaded.value) return <span class="count">–</span>;
  const total = view.columns[estado].value.length;
  const found = overview.found[estado].value;
  return <span class="count">{found ? overviewWords().countOf(found.size, total) : total}</span>;
}
