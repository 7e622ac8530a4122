import { type AcceptedReply, type Problem, ticketPaths } from '@relevo/contract';
import {
  ask,
  type HttpOptions,
  isRetryable,
  type PostOptions,
  postJson,
  type Reply,
} from '@relevo/http-client';
import axios, { type AxiosAdapter, AxiosError } from 'axios';
import axiosRetry from 'axios-retry';
import { createTicketsHttp, numeroOf, promisedFor, type TicketReply } from './tickets-client.ts';

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

/** However long a server asks to wait, a checkout with a buyer before it does not wait longer. */
export const maxWaitMs = 30_000;

/** The wait before retry 1, 2, 3, … in milliseconds: 1 s, 2 s, 4 s. */
export function backoffMs(retry: number): number {
  return 1_000 * 2 ** (retry - 1);
}

/**
 * The wait before the next try in milliseconds: what the schedule says, or longer where the server asks for
 * it, never above `maxWaitMs` (and so never near the 2³¹−1 ms at which a timer fires at once).
 */
export function retryWaitMs(scheduledMs: number, retryAfter: string | undefined, nowMs: number): number {
  const askedMs = retryAfter === undefined ? 0 : parseRetryAfter(retryAfter, nowMs);
  return Math.min(maxWaitMs, Math.max(0, scheduledMs, askedMs));
}

/** RFC 9110 §10.2.3: whole seconds or an HTTP date. Anything else asks for nothing. */
function parseRetryAfter(text: string, nowMs: number): number {
  const asked = text.trim();
  if (/^\d+$/.test(asked)) return Number(asked) * 1_000;
  if (!/^[A-Z][a-z]{2,8}, .+ GMT$/.test(asked)) return 0;
  const atMs = Date.parse(asked);
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - nowMs);
}

/** The service understood and said no (4xx): sending the same again cannot help. */
export class TicketRefused extends Error {
  override readonly name = 'TicketRefused';
  readonly code = 'TICKET_REFUSED';
  readonly retryable = false;
  readonly status: number;
  /** What the service said, with `errores` for bad fields; absent where it was not a problem+json. */
  readonly problem: Problem | undefined;

  constructor(status: number, detail: string, problem?: Problem) {
    super(`the ticket was refused with ${status}: ${detail}`);
    this.status = status;
    this.problem = problem;
  }
}

/**
 * Every try failed. The order may have been stored all the same: keep it and send it again later with the
 * same number and key; it will be one ticket.
 */
export class TicketsUnavailable extends Error {
  override readonly name = 'TicketsUnavailable';
  readonly code = 'TICKETS_UNAVAILABLE';
  readonly retryable = true;
  readonly attempts: number;
  readonly lastReply: Reply<unknown>;

  constructor(attempts: number, lastReply: Reply<unknown>) {
    const cause = toCause(lastReply);
    super(`no ticket after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${cause.message}`, {
      cause,
    });
    this.attempts = attempts;
    this.lastReply = lastReply;
  }
}

function toCause(reply: Reply<unknown>): Error {
  if (reply.kind === 'failure') return Object.assign(new Error(reply.message), { code: reply.code });
  const detail = reply.detail ? `: ${reply.detail}` : '';
  return Object.assign(new Error(`status ${reply.status}${detail}`), { code: 'ERR_BAD_RESPONSE' });
}
