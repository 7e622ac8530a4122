import { batch, computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { readable, searchWords, type Ticket, type TicketPage, ticketPaths } from '@relevo/contract';
import type { Problem } from '../../api/problem.ts';
import { pathOf, type Reply, requestJson } from '../../api/request.ts';
import { matchTicket } from '../../board/board-filter.ts';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';

// Wait for the end of the typing instead of searching for every letter.
export const askAfterMs = 250;

/** The closed orders that were asked for, as far as they are loaded. */
export type ClosedList = {
  tickets: ReadonlySignal<readonly Ticket[]>;
  status: ReadonlySignal<'loading' | 'ready' | { failure: Problem }>;
  hasMore: ReadonlySignal<boolean>;
  /** Starts another search. @param soon wait until the typing has ended */
  ask(query: ClosedQuery, soon?: boolean): void;
  /** Loads the next page, or repeats the last request if it failed. Does nothing while a request is under way. */
  more(): void;
  /** Reads one ticket again, because it may have changed. */
  refresh(ticketId: number): Promise<void>;
  stop(): void;
};

export function createClosedList({ api, clock }: { api: ClosedApi; clock: Clock }): ClosedList {
  const tickets = signal<readonly Ticket[]>([]);
  const status = signal<'loading' | 'ready' | { failure: Problem }>('loading');
  const cursor = signal<string | null>(null);
  const typing = createTimer(clock);
  let asked: ClosedQuery = { side: 'todos', q: '' };
  let isFirst = true;
  let request = 0;

  async function load(): Promise<void> {
    const own = ++request;
    status.value = 'loading';
    const reply = await api.page(asked, isFirst ? null : cursor.peek());
    // Another search was started meanwhile: drop this reply.
    if (own !== request) return;
    batch(() => {
      if (!reply.ok) {
        status.value = { failure: reply };
        return;
      }
      tickets.value = isFirst ? reply.value.tickets : joined(tickets.peek(), reply.value.tickets);
      cursor.value = reply.value.cursor;
      isFirst = false;
      status.value = 'ready';
    });
  }

  return {
    tickets,
    status,
    hasMore: computed(() => cursor.value !== null),
    ask(query, soon = false) {
      asked = query;
      isFirst = true;
      request += 1;
      status.value = 'loading';
      if (soon) typing.set(askAfterMs, load);
      else {
        typing.clear();
        void load();
      }
    },
    more() {
      if (status.peek() !== 'loading') void load();
    },
    async refresh(ticketId) {
      const reply = await api.ticket(ticketId);
      if (!reply.ok) return;
      tickets.value = tickets.peek().map((one) => (one.ticket_id === ticketId ? reply.value : one));
    },
    stop() {
      request += 1;
      typing.clear();
    },
  };
}

// An order that changed after the first page was read appears on a later page again.
function joined(before: readonly Ticket[], next: readonly Ticket[]): Ticket[] {
  const known = new Set(before.map(({ ticket_id }) => ticket_id));
  return [...before, ...next.filter(({ ticket_id }) => !known.has(ticket_id))];
}

export const sides = ['todos', 'entregado', 'cancelado'] as const;
type Side = (typeof sides)[number];

/** A search among the closed orders, as the address bar holds it. */
export type ClosedQuery = { side: Side; q: string };

/** Reads the part of an address behind the `?`. Invalid values count as absent. */
export function parseClosedQuery(search: string): ClosedQuery {
  const params = new URLSearchParams(search);
  const q = params.get('q') ?? '';
  return {
    side: sides.find((side) => side === params.get('estado')) ?? 'todos',
    q: q.length <= 200 && !/\p{Cc}/u.test(q) ? q : '',
  };
}

/** Writes a search as the end of the address. */
export function writeClosedQuery({ side, q }: ClosedQuery): string {
  const params = new URLSearchParams();
  if (side !== 'todos') params.set('estado', side);
  if (q.trim()) params.set('q', q.trim());
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** Port: asks the service about closed orders. Never rejects. */
type ClosedApi = {
  page(query: ClosedQuery, cursor: string | null): Promise<Reply<TicketPage>>;
  ticket(ticketId: number): Promise<Reply<Ticket>>;
};

export const closedApi: ClosedApi = {
  page(query, cursor) {
    const params = new URLSearchParams(writeClosedQuery(query));
    if (cursor) params.set('cursor', cursor);
    return requestJson<TicketPage>(`${ticketPaths.closedTickets}?${params}`).then(readable);
  },
  ticket: (ticketId) => requestJson<Ticket>(pathOf(ticketPaths.ticket, ticketId)).then(readable),
};

/**
 * Counts the orders that were closed since the list was loaded and would stand at its top.
 * @param closed delivered and cancelled orders of the board
 */
export function newlyClosed(
  closed: readonly Ticket[],
  { side, q, listed }: ClosedQuery & { listed: readonly Ticket[] },
): number {
  const known = new Set(listed.map(({ ticket_id }) => ticket_id));
  const newest = listed[0]?.actualizado_en ?? '';
  const words = searchWords(q);
  return closed.filter(
    (ticket) =>
      ticket.actualizado_en > newest &&
      !known.has(ticket.ticket_id) &&
      (side === 'todos' || ticket.estado === side) &&
      matchTicket(ticket, words),
  ).length;
}
