import { type AcceptedReply, ticketPaths } from '@relevo/contract';
import {
  type HttpOptions,
  isRetryable,
  type PostOptions,
  postJson,
  readFailure,
  readReply,
} from '@relevo/http-client';
import { type AxiosError, type AxiosResponse, isAxiosError } from 'axios';
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
  axiosRetry(http.axios, {
    retries,
    // A POST as well, and timeouts and DNS failures, which axios-retry leaves out: the receiver is idempotent.
    retryCondition: (error) => error.code !== 'ERR_CANCELED' && error.code !== 'ABORTED',
    retryDelay: (retry, error) => retryWaitMs(delayMs(retry), retryAfterOf(error), Date.now()),
    // Each try has its whole time: the wall clock starts afresh, and no `timeout` may become one budget for all.
    shouldResetTimeout: true,
  });

  async function send(
    text: string,
    numero: string,
    post: PostOptions,
  ): Promise<[TicketReply, attempts: number]> {
    let attempts = 1;
    const read = ({ status, headers, data }: AxiosResponse<string>) =>
      readReply({ status, headers, text: data }, promisedFor(numero), http.apiKey);
    const retry = {
      validateResponse: (response: AxiosResponse) => !isRetryable(read(response)),
      onRetry: (count: number) => {
        attempts = count + 1;
      },
    };
    try {
      const response = await http.axios.request({
        ...postJson(ticketPaths.tickets, text, post),
        'axios-retry': retry,
      });
      return [read(response), attempts];
    } catch (error) {
      const response = isAxiosError<string>(error) ? error.response : undefined;
      return [response ? read(response) : readFailure(error, http.apiKey), attempts];
    }
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

function ticketOf(reply: TicketReply, attempts: number, signal?: AbortSignal): AcceptedReply {
  if (reply.kind === 'failure' && reply.code === 'ABORTED') throw signal?.reason ?? new Error(reply.message);
  if (isRetryable(reply) || reply.kind === 'failure') throw new TicketsUnavailable(attempts, reply);
  if (reply.result) return reply.result;
  throw new TicketRefused(reply.status, reply.detail ?? '', reply.problem);
}

function retryAfterOf(error: AxiosError): string | undefined {
  const value = error.response?.headers['retry-after'];
  return typeof value === 'string' ? value : undefined;
}
