import { type State, states } from '@relevo/contract';
import type { BoardView } from '../view/board-view.ts';
import { isInView } from './is-in-view.ts';
import type { Overview } from './overview.ts';
import { overviewWords as words } from './words.ts';

/** Says loudly that not everything is shown, how much is, and what new orders are not: nobody is to miss one. */
export function FilterNote({ overview, view }: { overview: Overview; view: BoardView }) {
  const filtering = overview.filtering.value;
  return (
    <div class="filter-note" role="status" data-filtro={filtering ? 'activo' : 'no'}>
      {filtering && <Told overview={overview} view={view} />}
    </div>
  );
}

function Told({ overview, view }: { overview: Overview; view: BoardView }) {
  const { ver } = overview.state.value;
  const hiddenNew = overview.hiddenNew.value;
  const inView = states.filter((estado) => isInView(estado, ver));
  const sum = (count: (estado: State) => number) => inView.reduce((all, estado) => all + count(estado), 0);
  const total = sum((estado) => view.columns[estado].value.length);
  const shown = sum((estado) => overview.found[estado].value?.size ?? 0);
  return (
    <>
      <strong>{words().showing(shown, total)}</strong>
      {hiddenNew > 0 && (
        <strong class="filter-hidden" data-nuevos-ocultos={hiddenNew}>
          {words().hiddenNew(hiddenNew)}
        </strong>
      )}
      <button type="button" class="button" data-accion="quitar-filtros" onClick={overview.clearFilter}>
        {words().clear}
      </button>
    </>
  );
}
