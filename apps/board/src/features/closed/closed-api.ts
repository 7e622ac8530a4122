import { type Ticket, type TicketPage, ticketPaths } from '@relevo/contract';
import { pathOf, type Reply, requestJson } from '../../api/request-json.ts';
import { type ClosedQuery, writeClosedQuery } from './closed-address.ts';

/** What is asked of the service about closed orders. Never rejects. */
export type ClosedApi = {
  page(query: ClosedQuery, cursor: string | null): Promise<Reply<TicketPage>>;
  ticket(ticketId: number): Promise<Reply<Ticket>>;
};

export const closedApi: ClosedApi = {
  page(query, cursor) {
    const params = new URLSearchParams(writeClosedQuery(query));
    if (cursor) params.set('cursor', cursor);
    return requestJson(`${ticketPaths.closedTickets}?${params}`);
  },
  ticket: (ticketId) => requestJson(pathOf(ticketPaths.ticket, ticketId)),
};
