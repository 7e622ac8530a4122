import {
  type Health,
  headers,
  healthSchema,
  type Ticket,
  type TicketPage,
  ticketPageSchema,
  ticketPaths,
  ticketSchema,
} from '@relevo/contract';
import {
  ask,
  type HttpOptions,
  type HttpRequest,
  type PostOptions,
  postJson,
  type Reply,
} from '@relevo/http-client';
import { numeroOf, promisedFor, type TicketReply } from './promised-ticket.ts';
import { createTicketsHttp } from './tickets-http.ts';

type ReadOptions = { requestId?: string; signal?: AbortSignal };

/** One method, one attempt, one value: what a peer or a network does never throws. */
export type TicketsClient = {
  /** Hands a ticket over. A text is sent byte for byte, so that every try of an order is the same. */
  postTicket(body: string | object, options: PostOptions): Promise<TicketReply>;
  listTickets(query: { numero?: string }, options?: ReadOptions): Promise<Reply<TicketPage>>;
  getTicket(id: number, options?: ReadOptions): Promise<Reply<Ticket>>;
  /** `promised` with 503 as well: an unhealthy service that says so keeps its promise. */
  getHealth(options?: ReadOptions): Promise<Reply<Health>>;
  [Symbol.dispose](): void;
};

/**
 * The ticket service over HTTP, one attempt a call; the relay keeps its own schedule on disk.
 * @throws TypeError for a URL or key that cannot work.
 */
export function createTicketsClient(options: HttpOptions): TicketsClient {
  const http = createTicketsHttp(options);
  return {
    async postTicket(body, post) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return ask(http, postJson(ticketPaths.tickets, text, post), promisedFor(numeroOf(text)));
    },
    listTickets({ numero }, read) {
      const query = numero === undefined ? '' : `?${new URLSearchParams({ numero })}`;
      return ask(http, get(ticketPaths.tickets + query, read), {
        statuses: [200],
        schema: ticketPageSchema,
      });
    },
    getTicket: (id, read) =>
      ask(http, get(ticketPaths.ticket.replace(':id', String(id)), read), {
        statuses: [200],
        schema: ticketSchema,
      }),
    getHealth: (read) => ask(http, get('/healthz', read), { statuses: [200, 503], schema: healthSchema }),
    [Symbol.dispose]: http[Symbol.dispose],
  };
}

function get(path: string, { requestId, signal }: ReadOptions = {}): HttpRequest {
  return { method: 'GET', path, signal, headers: requestId ? { [headers.requestId]: requestId } : {} };
}
