import { computed, type ReadonlySignal } from '@preact/signals-core';
import {
  type Person,
  type ProductTotal,
  productKey,
  productTotals,
  type State,
  states,
} from '@relevo/contract';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { Router } from '../ui/router.ts';
import { parseViewState, type ViewState, writeViewState } from './board-address.ts';
import { type FilterChoices, filterChoices, isFiltering, noFilter, passing } from './board-filter.ts';
import type { BoardView } from './board-view.ts';

type Ids = ReadonlySet<number>;

/** The view that somebody chose, kept in the address bar, and the tickets that it shows. */
export type Overview = {
  state: ReadonlySignal<ViewState>;
  change(part: Partial<ViewState>): void;
  clearFilter(): void;
  filtering: ReadonlySignal<boolean>;
  /** The ids that pass the filter, by column; null without a filter. */
  found: Record<State, ReadonlySignal<Ids | null>>;
  /** The number of new orders that the filter hides. */
  hiddenNew: ReadonlySignal<number>;
  choices: ReadonlySignal<FilterChoices>;
  /** What the kitchen has to make. Computed only while it is visible. */
  totals: ReadonlySignal<readonly ProductTotal[]>;
  /** The tickets with the chosen product; null if none is chosen. */
  marked: ReadonlySignal<Ids | null>;
};

export function createOverview(
  columns: BoardView['columns'],
  router: Pick<Router, 'search' | 'put'>,
): Overview {
  const search = router.search('/');
  const state = computed(() => parseViewState(search.value));
  const filtering = computed(() => isFiltering(state.value));
  const passes = computed(() => passing(state.value));
  const change = (part: Partial<ViewState>) =>
    router.put('/', writeViewState(search.peek(), { ...state.peek(), ...part }));

  const found = (estado: State) =>
    steady(() => {
      if (!filtering.value) return null;
      return idsOf(columns[estado].value.filter(passes.value));
    });
  const totals = computed(() =>
    productTotals([...columns.pendiente.value, ...columns['en-preparacion'].value]),
  );
  const everything = () => states.flatMap((estado) => columns[estado].value);

  return {
    state,
    change,
    clearFilter: () => change(noFilter),
    filtering,
    found: Object.fromEntries(states.map((estado) => [estado, found(estado)])) as Overview['found'],
    hiddenNew: computed(() => {
      if (!filtering.value) return 0;
      return columns.pendiente.value.filter((ticket) => !ticket.reconocido && !passes.value(ticket)).length;
    }),
    choices: computed(() => filterChoices(everything(), state.value)),
    totals,
    marked: steady(() => {
      const { producto } = state.value;
      if (producto === null) return null;
      return new Set(
        totals.value.find(({ nombre, unidad }) => productKey(nombre, unidad) === producto)?.tickets,
      );
    }),
  };
}

function idsOf(tickets: readonly ShownTicket[]): Ids {
  return new Set(tickets.map(({ ticket_id }) => ticket_id));
}

// Keep equal results as the same object, so that no column redraws for nothing.
function steady(find: () => Ids | null): ReadonlySignal<Ids | null> {
  let last: Ids | null = null;
  return computed(() => {
    const next = find();
    if (!sameIds(last, next)) last = next;
    return last;
  });
}

function sameIds(one: Ids | null, other: Ids | null): boolean {
  if (one === null || other === null) return one === other;
  return one.size === other.size && [...one].every((id) => other.has(id));
}

/** Tells whether a person gets search, filters and closed orders. Drivers have few orders; at a TV nobody uses them. */
export function choosesView({ rol, id }: Person): boolean {
  return rol !== 'repartidor' && id !== null;
}
