import { type Problem, problemSchema } from '@relevo/contract';
import type { Reply } from './reply.ts';
import { isJson, oneLine, tellReply } from './tell-reply.ts';

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

/** Holds an answer against what was promised. Pure; never throws on what a peer may send. */
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
