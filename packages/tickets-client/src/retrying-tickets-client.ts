import { type AcceptedReply, ticketPaths } from '@relevo/contract';
import { ask, type HttpOptions, isRetryable, type PostOptions, postJson } from '@relevo/http-client';
import axios, { type AxiosAdapter, AxiosError } from 'axios';
import axiosRetry from 'axios-retry';
import { numeroOf, promisedFor, type TicketReply } from './promised-ticket.ts';
import { backoffMs, retryWaitMs } from './retry-wait.ts';
import { TicketRefused, TicketsUnavailable } from './ticket-errors.ts';
import { createTicketsHttp } from './tickets-http.ts';

export type RetryingClientOptions = HttpOptions & {
  /** Tries after the first; 3 by default. */
  retries?: number;
  /** The wait in milliseconds before retry 1, 2, …; 1, 2 and 4 s by default. */
  delayMs?: (retry: number) => number;
};

export type RetryingTicketsClient = {
  /**
   * Hands a ticket over, trying again where that can help. The order must carry its `numero`; the idempotency
   * key is made from it unless given.
   * @throws TicketRefused (4xx: do not send it again) or TicketsUnavailable (keep it, send it again later);
   * the reason of `signal` once that is aborted; TypeError for an order without a number.
   */
  postTicket(order: string | object, options?: Partial<PostOptions>): Promise<AcceptedReply>;
  [Symbol.dispose](): void;
};

/**
 * The ticket service for a checkout that has no store service. Its tries live in memory: what must survive a
 * restart belongs in an outbox.
 */
export function createRetryingTicketsClient(options: RetryingClientOptions): RetryingTicketsClient {
  const { retries = 3, delayMs = backoffMs } = options;
  const http = createTicketsHttp(options);
  // It repeats, and nothing else: what is sent and what counts as an answer is the one-attempt client's.
  const repeating = axios.create();
  axiosRetry(repeating, { retries });

  async function send(
    text: string,
    numero: string,
    post: PostOptions,
  ): Promise<[TicketReply, attempts: number]> {
    const request = postJson(ticketPaths.tickets, text, post);
    const replies: TicketReply[] = [];
    const adapter: AxiosAdapter = async (config) => {
      const reply = await ask(http, request, promisedFor(numero));
      replies.push(reply);
      if (isRetryable(reply)) throw new AxiosError('no ticket yet', 'ERR_BAD_RESPONSE', config);
      return { data: undefined, status: 200, statusText: '', headers: {}, config };
    };
    const retry = {
      // A POST as well, and timeouts and DNS failures, which axios-retry leaves out: the receiver is idempotent.
      retryCondition: (error: AxiosError) => error.code !== AxiosError.ERR_CANCELED,
      retryDelay: (count: number) => retryWaitMs(delayMs(count), retryAfterOf(replies.at(-1)), Date.now()),
    };
    // What it rejects with is told by the last reply, or by the caller's own signal.
    await repeating.request({ adapter, signal: post.signal, 'axios-retry': retry }).catch(() => undefined);
    return [replies.at(-1) ?? neverSent, replies.length];
  }

  return {
    async postTicket(order, post = {}) {
      const text = typeof order === 'string' ? order : JSON.stringify(order);
      const numero = numeroOf(text);
      if (numero === undefined)
        throw new TypeError('the order needs a numero: it is what makes a retry safe');
      const [reply, attempts] = await send(text, numero, {
        ...post,
        idempotencyKey: post.idempotencyKey ?? numero,
      });
      return ticketOf(reply, attempts, post.signal);
    },
    [Symbol.dispose]: http[Symbol.dispose],
  };
}

const neverSent: TicketReply = { kind: 'failure', code: 'ABORTED', message: 'cancelado por quien llamó' };

function ticketOf(reply: TicketReply, attempts: number, signal?: AbortSignal): AcceptedReply {
  const over = reply.kind === 'failure' || isRetryable(reply);
  if (over && signal?.aborted) throw signal.reason;
  if (over) throw new TicketsUnavailable(attempts, reply);
  if (reply.result) return reply.result;
  throw new TicketRefused(reply.status, reply.detail ?? '', reply.problem);
}

function retryAfterOf(reply: TicketReply | undefined): string | undefined {
  return reply?.kind === 'reply' ? reply.retryAfter : undefined;
}
