import { validateHeaderValue } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { headers } from '@relevo/contract';
import { type Dispatcher, Pool } from 'undici';
import {
  type Failure,
  type FailureCode,
  oneLine,
  type Promised,
  type RawAnswer,
  type Reply,
  readReply,
} from './reply.ts';

/** Where a service is and how to talk to it. */
export type HttpOptions = {
  /** `http(s)://host[:port][/prefix]`; a trailing slash does not matter. */
  url: string;
  apiKey: string;
  /** Limit for one whole attempt, DNS to last body byte, in milliseconds; 15 000 by default. */
  timeoutMs?: number;
  /** `relevo-store/<version>`, say; `relevo-http-client` by default. */
  userAgent?: string;
  /** Connections at once; a request that waits for one spends its own time. 64 by default. */
  maxSockets?: number;
  /** How connections are opened: for example `ca`, `cert`, `lookup`. */
  agentOptions?: ConnectionOptions & { lookup?: LookupFunction };
};

export type HttpRequest = {
  method: 'GET' | 'POST';
  /** Below the base URL, with its query. */
  path: string;
  headers?: Record<string, string>;
  /** Sent byte for byte. */
  body?: string;
  signal?: AbortSignal;
};

/** What every client of a service keeps to. */
export const httpLimits = {
  /** For one whole attempt, DNS to last body byte. */
  timeoutMs: 15_000,
  /** Connections at once. */
  maxSockets: 64,
  /** The answers that the contract promises are far smaller; anything larger is not one of them. */
  maxAnswerBytes: 64 * 1024,
  /** Shorter than the server's 65 s: the side that sends a POST must be the one that closes the idle socket. */
  idleSocketMs: 15_000,
};

export type Http = {
  /** Makes one attempt; what a peer or a network does is a value, never thrown. */
  send(request: HttpRequest): Promise<RawAnswer | Failure>;
  apiKey: string;
  [Symbol.dispose](): void;
};

/**
 * Keeps connections to one service, with one request at a time on each. Follows no redirects and uses no proxy of the
 * environment. Disposing closes the connections, those in use as well.
 * @throws TypeError for a URL or key that cannot work
 */
export function createHttp(options: HttpOptions): Http {
  const {
    apiKey,
    timeoutMs = httpLimits.timeoutMs,
    maxSockets = httpLimits.maxSockets,
    agentOptions,
  } = options;
  const { idleSocketMs, maxAnswerBytes } = httpLimits;
  const { origin, prefix, headers: fixed } = serviceBase(options);
  const pool = new Pool(origin, {
    connections: maxSockets,
    pipelining: 1,
    keepAliveTimeout: idleSocketMs,
    keepAliveMaxTimeout: idleSocketMs,
    maxResponseSize: maxAnswerBytes,
    // One wall clock limits the attempt: see `exchange`.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { ...agentOptions, timeout: timeoutMs, allowH2: false },
  });
  return {
    send: ({ method, path, headers, body, signal }) =>
      exchange(
        pool,
        { method, path: `${prefix}/${path.replace(/^\/+/, '')}`, headers: { ...fixed, ...headers }, body },
        { timeoutMs, signal, secret: apiKey },
      ),
    apiKey,
    [Symbol.dispose]() {
      void pool.destroy();
    },
  };
}

/**
 * Returns where the paths of a service begin, and the headers of every request to it.
 * @throws TypeError for a URL or key that cannot work
 */
export function serviceBase({
  url,
  apiKey,
  userAgent = 'relevo-http-client',
}: Pick<HttpOptions, 'url' | 'apiKey' | 'userAgent'>): {
  origin: string;
  prefix: string;
  headers: Record<string, string>;
} {
  if (apiKey.trim() === '') throw new TypeError('apiKey must not be empty');
  validateHeaderValue(headers.apiKey, apiKey);
  const base = new URL(url);
  if (!/^https?:$/.test(base.protocol) || base.search || base.hash) {
    throw new TypeError('url must be http(s)://host[:port][/prefix], without query or fragment');
  }
  return {
    origin: base.origin,
    prefix: base.pathname.replace(/\/+$/, ''),
    headers: {
      [headers.apiKey]: apiKey,
      'User-Agent': userAgent,
      Accept: 'application/json',
      ...authorization(base),
    },
  };
}

// A name and password in the URL are meant for whatever guards the service, a proxy for example.
function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Makes one attempt and returns what came of it; nothing that a peer or a network does throws. */
export async function ask<T>(http: Http, request: HttpRequest, promised: Promised<T>): Promise<Reply<T>> {
  const came = await http.send(request);
  return came.kind === 'failure'
    ? came
    : readReply(came, promised, { secret: http.apiKey, sent: request.body });
}

/** What goes with a message. The idempotency key belongs to the message: it is the same on every try. */
export type PostOptions = {
  idempotencyKey: string;
  requestId?: string;
  traceparent?: string;
  signal?: AbortSignal;
};

/** Returns the request that posts a JSON text byte for byte. */
export function postJson(
  path: string,
  body: string,
  options: PostOptions,
): HttpRequest & { headers: Record<string, string> } {
  const { idempotencyKey, requestId, traceparent, signal } = options;
  return {
    method: 'POST',
    path,
    body,
    signal,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      [headers.idempotencyKey]: headerText(idempotencyKey),
      ...(requestId && { [headers.requestId]: headerText(requestId) }),
      ...(traceparent && { [headers.traceparent]: headerText(traceparent) }),
    },
  };
}

// Encode what a header cannot carry instead of leaving it out: two keys could become one.
function headerText(text: string): string {
  if (/^[\x21-\x7e]*$/.test(text)) return text;
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

const utf8 = new TextDecoder();
const cutOff = new Error('the attempt is over');

/**
 * Sends one request and reads its whole answer, under one limit from DNS to the last byte of the body: a limit that starts
 * again with each byte would never end a peer that trickles. Never rejects.
 *
 * Uses undici's `dispatch`, which passes on the parts of an answer as they come, at half the cost of its `request`
 * (decision 0015).
 */
function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { timeoutMs, signal, secret }: { timeoutMs: number; signal: AbortSignal | undefined; secret: string },
): Promise<RawAnswer | Failure> {
  if (signal?.aborted) return Promise.resolve(aborted);
  return new Promise((resolve) => {
    let sending: Dispatcher.DispatchController | undefined;
    let over = false;
    let status = 0;
    let headers: RawAnswer['headers'] = {};
    const chunks: Buffer[] = [];

    const limit = setTimeout(() => giveUp(timedOut(timeoutMs)), timeoutMs);
    const onAbort = () => giveUp(aborted);
    signal?.addEventListener('abort', onAbort);

    function end(outcome: RawAnswer | Failure): void {
      if (over) return;
      over = true;
      clearTimeout(limit);
      signal?.removeEventListener('abort', onAbort);
      resolve(outcome);
    }
    function giveUp(failure: Failure): void {
      end(failure);
      sending?.abort(cutOff);
    }

    dispatcher.dispatch(request, {
      // The request has a connection now. If it was given up while it waited for one, it must not be sent any more.
      onRequestStart(controller) {
        sending = controller;
        if (over) controller.abort(cutOff);
      },
      onResponseStart(_controller, statusCode, fields) {
        status = statusCode;
        headers = fields;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        end({ kind: 'answer', status, headers, text: utf8.decode(whole(chunks)) });
      },
      onResponseError(_controller, error) {
        const failure = readFailure(error, secret);
        // A refusal that is too long is told by its status and headers: its text would only say that it is a stranger's.
        const refused = failure.code === 'ERR_TOO_LARGE' && status >= 400 && status < 500;
        end(refused ? { kind: 'answer', status, headers, text: '' } : failure);
      },
    });
  });
}

const aborted: Failure = { kind: 'failure', code: 'ABORTED', message: 'cancelado por quien llamó' };

function timedOut(timeoutMs: number): Failure {
  return { kind: 'failure', code: 'ETIMEDOUT', message: `sin respuesta completa en ${timeoutMs} ms` };
}

function whole(chunks: Buffer[]): Buffer {
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

// Translates undici's own codes; those of Node pass through.
const codes: Record<string, FailureCode> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_DESTROYED: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'ERR_TOO_LARGE',
};

/** Turns what was thrown instead of an answer into a value: a code that can be told apart and one line for people. */
export function readFailure(error: unknown, secret: string): Failure {
  const { code, message } = describe(error);
  return { kind: 'failure', code, message: oneLine(message, secret) };
}

function describe(error: unknown): { code: FailureCode; message: string } {
  if (!(error instanceof Error)) return { code: 'ERR_UNKNOWN', message: String(error) };
  const thrown = 'code' in error && typeof error.code === 'string' ? error.code : 'ERR_UNKNOWN';
  const code = codes[thrown] ?? (thrown.startsWith('UND_ERR') ? 'ERR_UNKNOWN' : thrown);
  if (code === 'ERR_TOO_LARGE') return { code, message: 'la respuesta supera el tamaño máximo' };
  // Node's own text also names the address, and not everybody who reads this may know how the services are connected.
  if ('syscall' in error) return { code, message: `${error.syscall} ${code}` };
  return { code, message: error.message || code };
}
