import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Scope } from '@relevo/contract';
import type { Logger } from '../observe/log.ts';

/** A key that was presented and is one of ours: who calls, by which key, and what it may do. */
export type MatchedKey = {
  readonly caller: string;
  /** Null for a key from the environment. */
  readonly keyId: number | null;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
};

/** Keys that can be asked whose one is. */
export type KeyRing = {
  match(candidate: string | undefined): MatchedKey | undefined;
  /** Whether a key that matched once would match still. */
  isLive?(key: MatchedKey): boolean;
};

/** What the kit keeps in `res.locals` of every request. */
export type RequestContext = {
  trace: Trace;
  log: Logger;
  /** What the gate found out about the X-API-Key that was sent, and from which keys. */
  presented?: { keys: KeyRing; match: MatchedKey | undefined };
  /** The key that was accepted; set by `requireApiKey`. */
  key?: MatchedKey;
  /** Access is asked for a second time, after a slow body: what counts requests has counted this one. */
  askedAgain?: boolean;
  /** The request's log line is of interest only to whoever debugs. */
  quiet?: boolean;
  /** Set once a bounded route has admitted the request. */
  admitted?: { end(): () => void };
  /** For the request's log line: the problem that was answered, and its bad fields. */
  problem?: { problem: string; campos?: string[] };
  /** For the request's log line: what a route adds by `noteForLog`. */
  noted?: Record<string, string>;
};

/** A `ServerResponse` that has passed the request gate; express's `Response` is one. */
export type ContextResponse = ServerResponse & { locals: Record<string, unknown> };

/** Returns the request's id and the `traceparent` for the calls that follow from it. */
export function traceOf(res: ContextResponse): Trace {
  return contextOf(res).trace;
}

/** Returns the caller whose key was accepted. Throws in a route that is not behind `requireApiKey`. */
export function callerOf(res: ContextResponse): string {
  return keyOf(res).caller;
}

/** Returns the key that was accepted. Throws in a route that is not behind `requireApiKey`. */
export function keyOf(res: Pick<ContextResponse, 'locals'>): MatchedKey {
  const { key } = res.locals as RequestContext;
  if (!key) throw new Error('callerOf and keyOf are only for routes behind requireApiKey');
  return key;
}

/**
 * Says that the work of a bounded route is done and on disk, and that the request only waits for others from now on.
 *
 * @returns what to call when the request goes on: making its answer is work again
 */
export function workDone(res: ContextResponse): () => void {
  return contextOf(res).admitted?.end() ?? (() => {});
}

/** Writes the request's log line at level debug: for what is asked many times a minute and changes nothing. */
export function logQuietly(res: ContextResponse): void {
  contextOf(res).quiet = true;
}

/** Returns the log of this request: every line carries the request's id. */
export function logOf(res: ContextResponse): Logger {
  const { log, trace } = contextOf(res);
  // Made only on demand: a child for every request would cost more than the line it writes.
  return log.child({ requestId: trace.requestId });
}

/** Adds fields to the log line of this request. No secret and nothing of a customer; texts of a client through `loggable`. */
export function noteForLog(res: Pick<ContextResponse, 'locals'>, fields: Record<string, string>): void {
  const context = res.locals as RequestContext;
  context.noted = { ...context.noted, ...fields };
}

const maxLogged = 120;

/** Cuts what a client sent in a header down to what a log line may hold: 120 visible characters of ASCII. */
export function loggable(text: string): string {
  const short = text.length > maxLogged ? text.slice(0, maxLogged) : text;
  return visible.test(short) ? short : short.replace(/[^\x20-\x7e]/g, '?');
}

/** For the log line of a request that came from another site: which site, and what it takes us for. */
export function refusedOrigin({ headers }: { headers: IncomingHttpHeaders }): {
  host: string;
  origin: string;
} {
  return { host: loggable(headers.host ?? ''), origin: loggable(headers.origin ?? '') };
}

const visible = /^[\x20-\x7e]*$/;

/** Returns the address of `clientIp` as people write it: `10.0.0.1` and not `::ffff:10.0.0.1`. */
export function plainAddress(ip = ''): string {
  return ip.startsWith('::ffff:') && ip.includes('.') ? ip.slice(7) : ip;
}

/** Returns the kit's own view of `res.locals`. */
export function contextOf(res: ContextResponse): RequestContext {
  return res.locals as RequestContext;
}

/**
 * Returns the address that a request came from: the connection's, or with `trustProxy` the one that the outermost of so
 * many proxies wrote into X-Forwarded-For. Text that is no IP address counts for nothing there, and the proxy behind it
 * is taken: anybody can write that header, and a limit per address must not be a limit per text.
 */
export function clientIp(
  req: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string } },
  trustProxy: number | false,
): string {
  const own = req.socket.remoteAddress ?? '';
  const forwarded = trustProxy && req.headers['x-forwarded-for'];
  if (!forwarded) return own;
  // The last one was written by the proxy that is nearest to us.
  const trusted = String(forwarded).split(',').slice(-trustProxy).map(withoutPort);
  return trusted.find((text) => isIP(text) !== 0) ?? own;
}

// Some proxies write the client's port as well: 203.0.113.9:51234, [2001:db8::1]:51234.
function withoutPort(text: string): string {
  const [, v4, v6] = /^(?:([\d.]+)|\[([^\]]*)\])(?::\d+)?$/.exec(text.trim()) ?? [];
  return v4 ?? v6 ?? text.trim();
}

/** The ids that follow an order through both services. */
export type Trace = {
  /** Taken from X-Request-Id if sane, else made; on every answer and in every log line. */
  requestId: string;
  /** W3C Trace Context: the carried trace with a span id of our own, or a new trace. */
  traceparent: string;
};

/** Reads the trace of a request from its headers. */
export function readTrace(headers: IncomingHttpHeaders): Trace {
  const given = headers['x-request-id'];
  const requestId = typeof given === 'string' && saneId.test(given) ? given : randomUUID();
  const carried = headers.traceparent;
  return { requestId, traceparent: continueTrace(typeof carried === 'string' ? carried : '') };
}

/**
 * Makes the `traceparent` to send on: same trace id and flags, new span id; a new sampled trace if `carried` is not
 * valid. Source: https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function continueTrace(carried: string): string {
  const [, version, traceId, parentId, flags, more] = format.exec(carried) ?? [];
  // A later version may add fields after the flags; version 00 may not, and ff is never valid.
  const valid = version && version !== 'ff' && !(version === '00' && more);
  const carriesIds = traceId !== zeros.repeat(2) && parentId !== zeros;
  return valid && carriesIds
    ? `00-${traceId}-${newSpanId()}-${flags}`
    : `00-${randomUUID().replaceAll('-', '')}-${newSpanId()}-01`;
}

// Half a random UUID: its variant bits keep it from being all zeros, and it is far cheaper than randomBytes.
function newSpanId(): string {
  return randomUUID().slice(19).replace('-', '');
}

const saneId = /^[\w.:-]{1,128}$/;
const format = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const zeros = '0'.repeat(16);
