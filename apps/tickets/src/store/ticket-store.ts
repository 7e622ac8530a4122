import type { HistoryEntry, Order, State, Ticket, TicketEvent, TicketPage } from '@relevo/contract';
import type { View } from '../board/view.ts';
import type { CommandInput, CommandOutcome } from '../work/run-command.ts';

/** An order that came in, checked. `received` is the body as it came. */
export type Incoming = { order: Order; caller: string; received: string; now: number };

/** What an answer tells of the ticket; the rest of it need not cross from the writer's thread. */
export type AcceptedTicket = Pick<
  Ticket,
  | 'ticket_id'
  | 'numero'
  | 'estado'
  | 'prioridad'
  | 'repartidor'
  | 'fecha_creacion'
  | 'cliente_nombre'
  | 'total'
>;

export type Accepted = { kind: 'new' | 'same' | 'conflict'; ticket: AcceptedTicket };

/** Which tickets a page lists. Times are epoch milliseconds; `before` is the cursor: tickets older than this id. */
export type TicketFilter = {
  estado?: State;
  numero?: string;
  text?: string;
  driverId?: number;
  from?: number;
  to?: number;
  limit: number;
  before?: number;
};

/** Which closed tickets a page lists. `before` is the cursor: closed before this one, by time and then by id. */
export type ClosedFilter = {
  estado?: 'entregado' | 'cancelado';
  text?: string;
  limit: number;
  before?: { at: number; ticketId: number };
};

/**
 * An event of the log without its place between others (`epoch` and `prev` are the subscriber's). `drivers` tells
 * whose ticket it is now and whose it was before, where there is a driver at all.
 */
export type LoggedEvent = Omit<TicketEvent, 'epoch' | 'prev'> & {
  drivers?: { now: number | null; before: number | null };
};

/** Where the log stands, and what a position tells of the open tickets at that head. */
export type LogState = {
  epoch: string;
  head: number;
  lastIntakeAt: number | null;
};

/** Port: tickets, once each, and the log of their changes. Every read sees all that was committed before it. */
export type TicketStore = {
  /** Stores the ticket, its number and its event in one transaction; resolves when they are on disk. */
  accept(incoming: Incoming): Promise<Accepted>;
  find(ticketId: number, view?: View): Promise<Ticket | undefined>;
  list(filter: TicketFilter, view?: View): Promise<TicketPage>;
  /** Delivered and cancelled tickets, the last changed first; none of the smoke test. */
  listClosed(filter: ClosedFilter, view?: View): Promise<TicketPage>;
  history(ticketId: number): Promise<HistoryEntry[] | undefined>;
  count(): Promise<number>;
  /** Begins a new epoch if the database was replaced by a backup. */
  recognize(): Promise<void>;
  /** Notes how far boards may have seen the log, for `recognize`. */
  markHead(published: { epoch: string; head: number }): Promise<void>;
  /** State of the log; `head` is the last event that the view sees. */
  logState(view?: View): Promise<LogState>;
  /** At most `limit` events after `seq` that the view sees something of, in order. */
  eventsAfter(seq: number, limit: number, view?: View): Promise<LoggedEvent[]>;
  /** The last event before `seq` that the view sees something of; 0 for none. */
  lastSeenBefore(seq: number, view: View): Promise<number>;
  /** Does one piece of work on a ticket, once per `cmd_id`; resolves when it is on disk. */
  command(input: CommandInput): Promise<CommandOutcome>;
  /** The tickets on the board with the head they belong to: open ones, and those closed since `closedSince`. */
  board(closedSince: number, view?: View): Promise<LogState & { tickets: Ticket[] }>;
  /** Id, version and state of the open tickets, with the log's state at that moment. */
  openTickets(
    view?: View,
  ): Promise<LogState & { tickets: { ticket_id: number; version: number; estado: State }[] }>;
};
