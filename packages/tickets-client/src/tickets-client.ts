import {
  type AcceptedReply,
  acceptedReplySchema,
  cleanNumber,
  type Health,
  headers,
  healthSchema,
  type KeyNews,
  type KeyQuestion,
  keyNewsSchema,
  numeroSchema,
  type StoreSignal,
  type StoreSignalReply,
  storeSignalReplySchema,
  type Ticket,
  type TicketPage,
  ticketPageSchema,
  ticketPaths,
  ticketSchema,
} from '@relevo/contract';
import {
  ask,
  createHttp,
  type HttpOptions,
  type HttpRequest,
  type PostOptions,
  type Promised,
  postJson,
  type Reply,
} from '@relevo/http-client';

/**
 * What only a key that may relay is believed. `fuente`: for which caller it is handed over, the key's own if undefined;
 * `ageMs`: how long ago the order was placed, in milliseconds.
 */
type TicketPost = PostOptions & { fuente?: string; ageMs?: number };

type ReadOptions = { requestId?: string; signal?: AbortSignal };

/** Each method makes one attempt and returns a value; nothing that a peer or a network does throws. */
export type TicketsClient = {
  /** Hands a ticket over. A text is sent byte for byte, so that every try of an order is the same. */
  postTicket(body: string | object, options: TicketPost): Promise<TicketReply>;
  listTickets(query: { numero?: string }, options?: ReadOptions): Promise<Reply<TicketPage>>;
  getTicket(id: number, options?: ReadOptions): Promise<Reply<Ticket>>;
  /** Asks which keys are in use. */
  askKeys(question: KeyQuestion, options?: { signal?: AbortSignal }): Promise<Reply<KeyNews>>;
  /** Says that a store is there, and how many orders wait in it. */
  sendSignal(said: StoreSignal, options?: { signal?: AbortSignal }): Promise<Reply<StoreSignalReply>>;
  /** `promised` with 503 as well: an unhealthy service that says so keeps its promise. */
  getHealth(options?: ReadOptions): Promise<Reply<Health>>;
  [Symbol.dispose](): void;
};

/** What a client calls itself unless told otherwise. */
export const ticketsUserAgent = 'relevo-tickets-client';

/**
 * Makes a client of the ticket service that makes one attempt a call; the relay keeps a schedule of its own on disk.
 * @throws TypeError for a URL or key that cannot work
 */
export function createTicketsClient(options: HttpOptions): TicketsClient {
  const http = createHttp({ ...options, userAgent: options.userAgent ?? ticketsUserAgent });
  return {
    async postTicket(body, { fuente, ageMs, ...post }) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const request = postJson(ticketPaths.tickets, text, post);
      if (fuente !== undefined) request.headers[headers.source] = fuente;
      if (ageMs !== undefined) request.headers[headers.age] = String(Math.round(ageMs));
      return ask(http, request, promisedFor(numeroOf(text)));
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
    askKeys: (question, { signal } = {}) =>
      ask(http, post(ticketPaths.liveKeys, question, signal), { statuses: [200], schema: keyNewsSchema }),
    sendSignal: (said, { signal } = {}) =>
      ask(http, post(ticketPaths.storeSignal, said, signal), {
        statuses: [200],
        schema: storeSignalReplySchema,
      }),
    getHealth: (read) => ask(http, get('/healthz', read), { statuses: [200, 503], schema: healthSchema }),
    [Symbol.dispose]: http[Symbol.dispose],
  };
}

function post(path: string, body: object, signal: AbortSignal | undefined): HttpRequest {
  const headers = { 'Content-Type': 'application/json' };
  return { method: 'POST', path, headers, body: JSON.stringify(body), signal };
}

function get(path: string, { requestId, signal }: ReadOptions = {}): HttpRequest {
  return { method: 'GET', path, signal, headers: requestId ? { [headers.requestId]: requestId } : {} };
}

export type TicketReply = Reply<AcceptedReply>;

/** Returns what the contract promises for an order that is handed over: a ticket with this order's number. */
export function promisedFor(numero: string | undefined): Promised<AcceptedReply> {
  return {
    statuses: [200, 201],
    schema: acceptedReplySchema,
    fault: (result) =>
      // A ticket of a version before may have its number in the spelling in which it was sent.
      cleanNumber(result.numero) === numero
        ? undefined
        : `respondió por el número «${result.numero}», no por el enviado («${numero ?? 'ninguno'}»)`,
  };
}

/** Returns the order's number as the service spells it, as text; undefined where there is none that it takes. */
export function numeroOf(body: string): string | undefined {
  try {
    const sent = JSON.parse(body)?.numero;
    // A store of a version before took dots for a number, and that order still has to arrive.
    const dots = typeof sent === 'string' && /^\s*\.{1,2}\s*$/.test(sent) ? sent.trim() : undefined;
    return dots ?? numeroSchema.safeParse(sent).data;
  } catch {
    return undefined;
  }
}
