import { type Problem, problemSchema } from '@relevo/contract';

/**
 * What one attempt came back with; never thrown.
 *
 * `promised` is the only proof of success: status and JSON are what the contract promises for this very request.
 * `retryAfter` is the header as it came. `detail` is one line for people, at most 300 characters.
 */
export type Reply<T> =
  | {
      kind: 'reply';
      status: number;
      retryAfter?: string;
      promised: boolean;
      detail?: string;
      result?: T;
      problem?: Problem;
    }
  | Failure;

/** No complete answer came. The request may have arrived all the same. */
export type Failure = { kind: 'failure'; code: FailureCode; message: string };

/** Node's own codes (ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED, …) pass through; these have a meaning here. */
export type FailureCode =
  | 'ETIMEDOUT'
  | 'ABORTED'
  | 'ECONNRESET'
  | 'ERR_TOO_LARGE'
  | 'ERR_UNKNOWN'
  | (string & {});

/** An answer as it came over the wire; the body is text. */
export type RawAnswer = {
  kind: 'answer';
  status: number;
  /** By their names in small letters; one that came several times is a list. */
  headers: Record<string, string | string[] | undefined>;
  text: string;
};

/** What the contract promises for a request. `fault` says why a well-formed result is not this request's. */
export type Promised<T> = {
  statuses: readonly number[];
  schema: Schema<T>;
  fault?: (result: T) => string | undefined;
};

/** The part of a zod schema that is needed here. */
type Schema<T> = {
  safeParse(
    json: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[] }[] } };
};

/** Compares an answer with what the contract promises. Pure; never throws, whatever a peer sends. */
export function readReply<T>(raw: RawAnswer, promised: Promised<T>, secret: string): Reply<T> {
  const contentType = header(raw, 'content-type') ?? '';
  const json = isJson(contentType) ? parseJson(raw.text) : undefined;
  const problem = readProblem(raw, contentType, secret);
  const retryAfter = header(raw, 'retry-after');
  const common = { kind: 'reply', status: raw.status, ...(retryAfter && { retryAfter }) } as const;

  const { result, fault } = readResult(raw.status, json, promised);
  if (result !== undefined && !fault) return { ...common, promised: true, result };
  const location = header(raw, 'location');
  const detail =
    fault ?? tellReply({ status: raw.status, contentType, text: raw.text, location, json, problem });
  return { ...common, promised: false, detail: oneLine(detail, secret), ...(problem && { problem }) };
}

function readResult<T>(status: number, json: unknown, promised: Promised<T>): { result?: T; fault?: string } {
  if (json === undefined || !promised.statuses.includes(status)) return {};
  const parsed = promised.schema.safeParse(json);
  if (parsed.success) return { result: parsed.data, fault: promised.fault?.(parsed.data) };
  const fields = new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? 'cuerpo')));
  return { fault: `respondió un JSON que no es el prometido: falla ${[...fields].join(', ')}` };
}

function readProblem(raw: RawAnswer, contentType: string, secret: string): Problem | undefined {
  if (raw.status < 400 || !isJson(contentType)) return undefined;
  // The problem is handed on whole, into logs and errors: a key that the peer echoes stays out of it.
  return problemSchema.safeParse(parseJson(raw.text.replaceAll(secret, '***'))).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function header(raw: RawAnswer, name: string): string | undefined {
  const value = raw.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const maxDetail = 300;
const maxErrorsTold = 3;

/** Describes an answer that is not the promised one, in one line, for the person who reads the attempts. */
function tellReply(answer: {
  status: number;
  contentType: string;
  text: string;
  location?: string;
  json?: unknown;
  problem?: Problem;
}): string {
  const { status, contentType, text, location, json, problem } = answer;
  if (problem) return tellProblem(problem);
  if (status >= 300 && status < 400)
    return `respondió una redirección${location ? ` a ${bare(location)}` : ''}`;
  if (text.trim() === '') return 'respondió sin cuerpo';
  if (/html/i.test(contentType) || /^\s*<(!doctype|html)/i.test(text)) return tellHtml(text);
  if (isJson(contentType)) return json === undefined ? 'respondió JSON mal formado' : tellJson(json);
  return `respondió ${contentType || 'sin Content-Type'}, no el JSON prometido: ${text}`;
}

/** Returns one line without the secret, at most 300 characters. The secret is removed before the text is cut. */
export function oneLine(text: string, secret: string): string {
  const clean = text
    .replaceAll(secret, '***')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toWellFormed();
  return clean.length <= maxDetail ? clean : `${clean.slice(0, maxDetail - 1).toWellFormed()}…`;
}

function isJson(contentType: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType.trim());
}

function tellProblem({ detail, errores = [] }: Problem): string {
  const told = errores.slice(0, maxErrorsTold).map(({ campo, mensaje }) => `${campo}: ${mensaje}`);
  const more = errores.length > maxErrorsTold ? [`y ${errores.length - maxErrorsTold} más`] : [];
  return told.length > 0 ? `${detail} (${[...told, ...more].join('; ')})` : detail;
}

function tellHtml(text: string): string {
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.trim();
  return `respondió HTML, no el JSON prometido${title ? `: «${title}»` : ''}`;
}

function tellJson(json: unknown): string {
  const told = json as { error?: unknown; message?: unknown } | null;
  if (typeof told?.error === 'string') return told.error;
  if (typeof told?.message === 'string') return told.message;
  return 'respondió un JSON que no es el prometido';
}

/** Without the query: it may carry a token. */
function bare(location: string): string {
  return location.replace(/[?#].*$/s, '');
}
