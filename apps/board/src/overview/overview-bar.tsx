import { useComputed, useSignal } from '@preact/signals';
import { isOpen, states } from '@relevo/contract';
import type { Shell } from '../shell.ts';
import { Icon } from '../view/icons.tsx';
import { chosenCount } from './board-filter.ts';
import { FilterFields } from './filter-fields.tsx';
import { FilterNote } from './filter-note.tsx';
import { overviewWords as words } from './words.ts';

/** What of the board is shown: the search, the filters, what is to be made, and the closed orders. */
export function OverviewBar({ shell }: { shell: Pick<Shell, 'view' | 'overview'> }) {
  const { view, overview } = shell;
  const { state, change } = overview;
  const open = useSignal(chosenCount(state.peek()) > 0);
  const closed = useComputed(() =>
    states.reduce((sum, estado) => sum + (isOpen(estado) ? 0 : view.columns[estado].value.length), 0),
  );
  const chosen = chosenCount(state.value);
  const { preparar, ver } = state.value;
  return (
    <>
      <search class="overview" aria-label={words().search}>
        <label class="find">
          <Icon name="search" />
          <span class="visually-hidden">{words().search}</span>
          <input
            id="buscar"
            type="search"
            maxLength={200}
            autocomplete="off"
            enterkeyhint="search"
            placeholder={words().searchHint}
            value={state.value.q}
            onInput={({ currentTarget }) => change({ q: currentTarget.value })}
          />
        </label>
        <button
          type="button"
          class="button overview-more"
          data-accion="filtros"
          aria-expanded={open.value}
          aria-controls="filtros"
          onClick={() => {
            open.value = !open.value;
          }}
        >
          {chosen > 0 ? words().filtersChosen(chosen) : words().filters}
        </button>
        <div class="filters" id="filtros" data-abierto={open.value ? 'si' : 'no'}>
          <FilterFields overview={overview} />
        </div>
        <button
          type="button"
          class="button"
          data-accion="preparar"
          aria-pressed={preparar}
          onClick={() => change({ preparar: !preparar })}
        >
          {words().toMake}
        </button>
        <button
          type="button"
          class="button overview-closed"
          data-accion="ver-cerrados"
          aria-pressed={ver === 'cerrados'}
          onClick={() => change({ ver: ver === 'cerrados' ? 'abiertos' : 'cerrados' })}
        >
          {words().closed} <span class="count">{view.loaded.value ? closed : '–'}</span>
        </button>
      </search>
      <FilterNote overview={overview} view={view} />
    </>
  );
}
