import { validateHeaderValue } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { headers } from '@relevo/contract';
import { Pool } from 'undici';
import { exchange } from './exchange.ts';
import { type Failure, type Promised, type RawAnswer, type Reply, readReply } from './reply.ts';

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
    // One wall clock limits the attempt: see `exchange.ts`.
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
  return came.kind === 'failure' ? came : readReply(came, promised, http.apiKey);
}

/** What goes with a message. The idempotency key belongs to the message: it is the same on every try. */
export type PostOptions = {
  idempotencyKey: string;
  requestId?: string;
  traceparent?: string;
  signal?: AbortSignal;
};

/** Returns the request that posts a JSON text byte for byte. */
export function postJson(path: string, body: string, options: PostOptions): HttpRequest {
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
