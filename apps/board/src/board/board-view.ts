import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import {
  type AgeLimits,
  defaultAgeLimits,
  isOpen,
  type State,
  type StoreState,
  states,
  type Ticket,
} from '@relevo/contract';
import type { ShownTicket } from '../actions/queued-command.ts';
import type { Clock } from '../device/clock.ts';
import { type Connection, isStale } from '../live/connection.ts';
import type { SyncEngine } from '../live/sync-engine.ts';
import { lateTickets } from '../ticket/age.ts';
import { orderColumn, sameColumn } from './order-column.ts';

const tickMs = 1_000;

/** The data of the page, ready to draw. */
export type BoardView = {
  columns: Record<State, ReadonlySignal<readonly ShownTicket[]>>;
  total: ReadonlySignal<number>;
  connection: ReadonlySignal<Connection>;
  /** Whether the first load is done. */
  loaded: ReadonlySignal<boolean>;
  stale: ReadonlySignal<boolean>;
  /** The stores that the service waits for; null: unknown. */
  stores: ReadonlySignal<readonly StoreState[] | null>;
  /** The time in milliseconds since 1970, updated once a second: by this device's clock, and by the server's. */
  now: ReadonlySignal<number>;
  serverNow: ReadonlySignal<number>;
  /** The ages from which an order is slow, and late. */
  limits: ReadonlySignal<AgeLimits>;
  /** The ids of the orders that are late. */
  late: ReadonlySignal<ReadonlySet<number>>;
  fresh: FreshTickets;
  /** The tickets that arrived last, for the screen reader. */
  arrived: ReadonlySignal<readonly Ticket[]>;
  pendingCount: ReadonlySignal<number>;
  /** Reads the clock at once: the page is visible again, and its timers may have slept. */
  refresh(): void;
};

/**
 * @param limits the ages from which an order is slow, and late
 */
export function createBoardView(
  engine: SyncEngine,
  clock: Clock,
  limits: ReadonlySignal<AgeLimits> = signal(defaultAgeLimits),
): BoardView {
  const { shown, connection } = engine;
  const { now, refresh } = startTicking(clock);
  const serverNow = computed(() => now.value + engine.clockOffsetMs.value);
  const loaded = computed(() => isLoaded(connection.value));
  // Runs each second, so leave out the closed tickets, which are many more, only once.
  const open = computed(() => [...shown.value.values()].filter(({ estado }) => isOpen(estado)));
  let lastLate: ReadonlySet<number> = new Set();
  const late = computed(() => {
    lastLate = lateTickets(open.value, {
      now: serverNow.value,
      limits: limits.value,
      last: lastLate,
    });
    return lastLate;
  });
  const column = (estado: State) =>
    steadyColumn(() => orderColumn(shown.value.values(), estado, isOpen(estado) ? late.value : undefined));
  return {
    columns: Object.fromEntries(states.map((estado) => [estado, column(estado)])) as BoardView['columns'],
    total: computed(() => shown.value.size),
    connection,
    loaded,
    stale: computed(() => isStale(connection.value, now.value)),
    stores: engine.stores,
    now,
    serverNow,
    limits,
    late,
    fresh: trackFreshTickets(engine.arrived, clock),
    arrived: engine.arrived,
    pendingCount: engine.pendingCount,
    refresh,
  };
}

function isLoaded(connection: Connection): boolean {
  return connection.kind === 'live' || ('dataAsOf' in connection && connection.dataAsOf !== null);
}

// Keep an equal list as the same object, so that a change in one column does not redraw the other four.
function steadyColumn(order: () => ShownTicket[]): ReadonlySignal<readonly ShownTicket[]> {
  let last: readonly ShownTicket[] = [];
  return computed(() => {
    const next = order();
    if (!sameColumn(last, next)) last = next;
    return last;
  });
}

// One clock for every age on the page.
function startTicking(clock: Clock): { now: ReadonlySignal<number>; refresh(): void } {
  const now = signal(clock.now());
  const refresh = () => {
    now.value = clock.now();
  };
  const tick = () => {
    // Schedule first, so that no failure below can stop the clock.
    clock.after(tickMs, tick);
    refresh();
  };
  clock.after(tickMs, tick);
  return { now, refresh };
}

const freshMs = 8_000;

/** The ids of the tickets that arrived a moment ago. */
type FreshTickets = ReadonlySignal<ReadonlySet<number>>;

/** Marks new arrivals for a moment. */
function trackFreshTickets(arrived: ReadonlySignal<readonly Ticket[]>, clock: Clock): FreshTickets {
  const ids = signal<ReadonlySet<number>>(new Set());
  effect(() => {
    const added = arrived.value.map(({ ticket_id }) => ticket_id);
    if (added.length === 0) return;
    ids.value = new Set([...ids.peek(), ...added]);
    clock.after(freshMs, () => {
      ids.value = new Set([...ids.peek()].filter((id) => !added.includes(id)));
    });
  });
  return ids;
}
