import { type ClientRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type AcceptedReply, type Problem, ticketPaths } from '@relevo/contract';
import {
  type Failure,
  type HttpOptions,
  type HttpRequest,
  httpLimits,
  type PostOptions,
  postJson,
  type RawAnswer,
  type Reply,
  readFailure,
  readReply,
  serviceBase,
} from '@relevo/http-client';
import { isRetryable, parseRetryAfter } from '@relevo/outbox/retry-policy';
import axios, { AxiosError, type AxiosInstance, type AxiosResponse } from 'axios';
import axiosRetry, { type IAxiosRetryConfig } from 'axios-retry';
import { numeroOf, promisedFor, type TicketReply, ticketsUserAgent } from './tickets-client.ts';

export type RetryingClientOptions = HttpOptions & {
  /** Tries after the first; 3 by default. */
  retries?: number;
  /** The wait in milliseconds before retry 1, 2, …; 1, 2 and 4 s by default. */
  delayMs?: (retry: number) => number;
};

export type RetryingTicketsClient = {
  /**
   * Hands a ticket over, and tries again where that can help. The order must carry its `numero`; the idempotency key is
   * made from it unless given.
   * @throws TicketRefused (the service itself refuses: do not send it again) or TicketsUnavailable (keep it, send it again later);
   * the reason of `signal` once that is aborted; TypeError for an order without a number
   */
  postTicket(order: string | object, options?: Partial<PostOptions>): Promise<AcceptedReply>;
  [Symbol.dispose](): void;
};

/**
 * Makes a client of the ticket service for a checkout without a store service: axios sends, axios-retry repeats. The tries
 * live in memory; what must survive a restart belongs in an outbox. Disposing ends what is under way.
 * @throws TypeError for a URL or key that cannot work
 */
export function createRetryingTicketsClient(options: RetryingClientOptions): RetryingTicketsClient {
  const { apiKey, timeoutMs = httpLimits.timeoutMs, retries = 3, delayMs = backoffMs } = options;
  const disposed = new AbortController();
  const { sender, agent } = createSender(options);
  axiosRetry(sender, { retries });

  // A wall clock for each try, from DNS to the last byte. The `timeout` of axios is none: a trickled body outlives it.
  sender.interceptors.request.use((config) => {
    config.signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), config.signal as AbortSignal]);
    return config;
  });

  async function send({ method, path, headers, body, signal: caller }: HttpRequest, numero: string) {
    const signal = AbortSignal.any(caller ? [disposed.signal, caller] : [disposed.signal]);
    const promised = promisedFor(numero);
    const unsaid = { secret: apiKey, sent: body };
    const read = (response: AxiosResponse<string>) => readReply(toRawAnswer(response), promised, unsaid);

    /** Reads what axios rejects with as the one-attempt client would: an answer, or why there is none. */
    function replyOf(error: AxiosError<string>): TicketReply {
      if (isComplete(error.response)) return read(error.response);
      if (signal.aborted) return { kind: 'failure', code: 'ABORTED', message: 'cancelado por quien llamó' };
      const refusal = longRefusal(error);
      if (refusal) return readReply({ kind: 'answer', ...refusal, text: '' }, promised, unsaid);
      return toFailure(error, { timeoutMs, secret: apiKey });
    }

    const retry: IAxiosRetryConfig = {
      // Every answer is judged; by itself axios-retry would take a page of HTML with 200 for a success.
      validateResponse: (response) => isComplete(response) && !isRetryable(read(response)),
      // A POST too, and timeouts and unknown hosts, which axios-retry leaves out: the receiver is idempotent.
      retryCondition: (error) => isRetryable(replyOf(error as AxiosError<string>)),
      retryDelay: (count, error) =>
        retryWaitMs(delayMs(count), retryAfterOf(replyOf(error as AxiosError<string>)), Date.now()),
      // The wall clock of the last try must not end the wait: axios-retry would then try again at once.
      onRetry(_count, _error, config) {
        config.signal = signal;
      },
    };
    try {
      const request = { method, url: path, headers, data: body, signal, 'axios-retry': retry };
      const response = await sender.request<string>(request);
      return { reply: read(response), attempts: attemptsOf(response) };
    } catch (error) {
      if (!axios.isAxiosError(error)) throw error;
      return { reply: replyOf(error), attempts: attemptsOf(error) };
    }
  }

  return {
    async postTicket(order, post = {}) {
      const text = typeof order === 'string' ? order : JSON.stringify(order);
      const numero = numeroOf(text);
      if (numero === undefined)
        throw new TypeError('the order needs a numero: it is what makes a retry safe');
      const idempotencyKey = post.idempotencyKey ?? numero;
      const request = postJson(ticketPaths.tickets, text, { ...post, idempotencyKey });
      const { reply, attempts } = await send(request, numero);
      return ticketOf(reply, attempts, post.signal);
    },
    [Symbol.dispose]() {
      disposed.abort();
      agent.destroy();
    },
  };
}

/** Makes an axios that keeps to the promises of the one-attempt client: body as it is, no redirects, bounded answers. */
function createSender(options: HttpOptions): { sender: AxiosInstance; agent: HttpAgent } {
  const { origin, prefix, headers } = serviceBase({
    ...options,
    userAgent: options.userAgent ?? ticketsUserAgent,
  });
  const { maxSockets = httpLimits.maxSockets, agentOptions } = options;
  const kept = { ...agentOptions, keepAlive: true, maxSockets, timeout: httpLimits.idleSocketMs };
  const agent = origin.startsWith('https:') ? new HttpsAgent(kept) : new HttpAgent(kept);
  const sender = axios.create({
    adapter: 'http',
    baseURL: origin + prefix,
    allowAbsoluteUrls: false,
    // Compression would hide the size of an answer.
    headers: { ...headers, 'Accept-Encoding': 'identity' },
    decompress: false,
    httpAgent: agent,
    httpsAgent: agent,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: httpLimits.maxAnswerBytes,
    responseType: 'text',
    // Axios would trim the body on its way out and parse it on its way in.
    transformRequest: [(text: string) => text],
    transformResponse: [(text: string) => text],
  });
  return { sender, agent };
}

// Axios also hands over the beginning of an answer that broke off; that has no body.
function isComplete(response: AxiosResponse<string> | undefined): response is AxiosResponse<string> {
  return typeof response?.data === 'string';
}

function toRawAnswer({ status, headers, data }: AxiosResponse<string>) {
  return { kind: 'answer', status, headers: { ...headers } as Record<string, string>, text: data } as const;
}

/** A refusal that is too long is told by its status and headers: its text would only say that it is a stranger's. */
function longRefusal(error: AxiosError): Pick<RawAnswer, 'status' | 'headers'> | undefined {
  if (!isTooLong(error)) return undefined;
  const { res } = error.request as ClientRequest & { res?: IncomingMessage };
  const status = res?.statusCode ?? 0;
  return status >= 400 && status < 500 ? { status, headers: { ...res?.headers } } : undefined;
}

// Axios has one code for an answer that is too long and for one that broke off; only the latter has a response.
function isTooLong(error: AxiosError): boolean {
  return error.code === AxiosError.ERR_BAD_RESPONSE && !error.response;
}

function toFailure(error: AxiosError, { timeoutMs, secret }: { timeoutMs: number; secret: string }): Failure {
  if (error.code === AxiosError.ERR_CANCELED) {
    return { kind: 'failure', code: 'ETIMEDOUT', message: `sin respuesta completa en ${timeoutMs} ms` };
  }
  if (isTooLong(error)) return readFailure(Object.assign(new Error(), { code: 'ERR_TOO_LARGE' }), secret);
  const isCutOff = error.code === AxiosError.ERR_BAD_RESPONSE;
  if (isCutOff) return { kind: 'failure', code: 'ECONNRESET', message: 'la respuesta se cortó' };
  return readFailure(error.cause ?? error, secret);
}

/** How often it was sent. A try that was aborted before it began has no request. */
function attemptsOf({ config, request }: AxiosResponse | AxiosError): number {
  return (config?.['axios-retry']?.retryCount ?? 0) + (request ? 1 : 0);
}

function ticketOf(reply: TicketReply, attempts: number, signal: AbortSignal | undefined): AcceptedReply {
  const over = reply.kind === 'failure' || isRetryable(reply);
  if (over && signal?.aborted) throw signal.reason;
  if (over) throw new TicketsUnavailable(attempts, reply);
  if (reply.result) return reply.result;
  throw new TicketRefused(reply.status, reply.detail ?? '', reply.problem);
}

function retryAfterOf(reply: TicketReply): string | undefined {
  return reply.kind === 'reply' ? reply.retryAfter : undefined;
}

/** However long a server asks to wait, a checkout does not wait longer: a buyer is in front of it. */
export const maxWaitMs = 30_000;

/** The wait before retry 1, 2, 3, … in milliseconds: 1 s, 2 s, 4 s. */
export function backoffMs(retry: number): number {
  return 1_000 * 2 ** (retry - 1);
}

/**
 * Returns the wait before the next try in milliseconds: what the schedule says, or longer where the server asks for it,
 * never above `maxWaitMs` (and so never near the 2³¹−1 ms at which a timer fires at once).
 */
export function retryWaitMs(scheduledMs: number, retryAfter: string | undefined, nowMs: number): number {
  return Math.min(maxWaitMs, Math.max(0, scheduledMs, parseRetryAfter(retryAfter, nowMs) ?? 0));
}

/** The service itself said no, to the order or to the key: sending the same again cannot help. */
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
 * Every try failed. The order may have been stored all the same: keep it and send it again later with the same number and
 * key; it will be one ticket.
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
