import { useComputed, useSignal } from '@preact/signals';
import { isOpen, priorities, type State, states } from '@relevo/contract';
import { labels } from '../i18n/labels.ts';
import { Icon } from '../ui/icon.tsx';
import { follow, type Router } from '../ui/router.ts';
import { isInView } from './board-address.ts';
import { type Choice, chosenCount, none } from './board-filter.ts';
import type { BoardView } from './board-view.ts';
import type { Overview } from './overview.ts';
import { overviewWords as words } from './words.ts';

/** Shows the controls of the view: the search, the filters, the totals, and the closed orders. */
export function OverviewBar({ view, overview }: { view: BoardView; overview: Overview }) {
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

/** Filters by driver, priority, payment and shop. Leaves out a filter with nothing to choose between. */
function FilterFields({ overview }: { overview: Overview }) {
  const { change } = overview;
  const { repartidor, prioridad, pago, local } = overview.state.value;
  const { drivers, payments, shops, unpaid } = overview.choices.value;
  const ways = unpaid ? [{ value: none, name: words().noPayment }, ...payments] : payments;
  return (
    <>
      <Field
        name="repartidor"
        label={words().driver}
        any={words().anyDriver}
        value={repartidor === null ? '' : String(repartidor)}
        choices={[{ value: none, name: words().noDriver }, ...drivers]}
        choose={(value) => change({ repartidor: value === null || value === none ? value : Number(value) })}
      />
      <Field
        name="prioridad"
        label={words().priority}
        any={words().anyPriority}
        value={prioridad ?? ''}
        choices={[...priorities].reverse().map((value) => ({ value, name: labels().priorities[value] }))}
        choose={(value) => change({ prioridad: priorities.find((one) => one === value) ?? null })}
      />
      {(ways.length > 1 || pago !== null) && (
        <Field
          name="pago"
          label={words().payment}
          any={words().anyPayment}
          value={pago ?? ''}
          choices={ways}
          choose={(value) => change({ pago: value })}
        />
      )}
      {(shops.length > 1 || local !== null) && (
        <Field
          name="local"
          label={words().shop}
          any={words().anyShop}
          value={local ?? ''}
          choices={shops}
          choose={(value) => change({ local: value })}
        />
      )}
    </>
  );
}

type FieldProps = {
  name: string;
  label: string;
  any: string;
  value: string;
  choices: Choice[];
  choose: (value: string | null) => void;
};

function Field({ name, label, any, value, choices, choose }: FieldProps) {
  return (
    <select
      class="filter"
      name={name}
      aria-label={label}
      data-elegido={value === '' ? 'no' : 'si'}
      value={value}
      onChange={({ currentTarget }) => choose(currentTarget.value || null)}
    >
      <option value="">{any}</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.name}
        </option>
      ))}
    </select>
  );
}

/** Says that a filter is active, how many orders it shows, and how many new ones it hides. */
function FilterNote({ overview, view }: { overview: Overview; view: BoardView }) {
  const filtering = overview.filtering.value;
  return (
    <div class="filter-note" role="status" data-filtro={filtering ? 'activo' : 'no'}>
      {filtering && <FilterSummary overview={overview} view={view} />}
    </div>
  );
}

function FilterSummary({ overview, view }: { overview: Overview; view: BoardView }) {
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

/** Says how far back the closed orders on the board go, and where to find the older ones. */
export function ClosedNote({ router }: { router: Router }) {
  return (
    <p class="closed-note">
      {words().closedLately}{' '}
      <a class="button" href="/cerrados" onClick={follow(router, '/cerrados')}>
        {words().allClosed}
      </a>
    </p>
  );
}
