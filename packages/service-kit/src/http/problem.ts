import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import {
  type FieldError,
  fieldErrors,
  type Problem,
  type ProblemSlug,
  problemInEnglish,
  problemMediaType,
  problems,
  problemType,
} from '@relevo/contract';
import { z } from 'zod';
import { type ContextResponse, contextOf, logOf } from './request-context.ts';
import { securityHeaders } from './security-headers.ts';

/** What a problem carries besides its text. */
export type ProblemOptions = {
  /** Every bad field, for `errores`. */
  errores?: FieldError[];
  /** Further answer headers, such as Retry-After. */
  headers?: Record<string, string>;
  /** Further members of the body, such as the ticket that is already stored. */
  extra?: Record<string, unknown>;
  cause?: unknown;
};

/** An error that becomes the answer (RFC 9457) when a route throws it. `detail` is shown to clients, in Spanish. */
export class HttpProblem extends Error {
  readonly slug: ProblemSlug;
  readonly status: number;
  readonly errores: FieldError[] | undefined;
  readonly headers: Record<string, string>;
  readonly extra: Record<string, unknown>;

  constructor(slug: ProblemSlug, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'HttpProblem';
    this.slug = slug;
    this.status = problems[slug].status;
    this.errores = options.errores;
    this.headers = options.headers ?? {};
    this.extra = options.extra ?? {};
  }
}

/**
 * Further members of a problem that speaks of the address, the host name or the HTTP of a request, and not of what it
 * carries: `puerta` tells a relay that its message was not looked at, so that it keeps it.
 */
export const atDoor = { puerta: true };

/** The client went away before its body was complete. Nobody is left to answer. */
export class RequestAborted extends Error {
  readonly code = 'request-aborted';
  constructor() {
    super('the client closed the connection');
    this.name = 'RequestAborted';
  }
}

/** Makes the body of the answer. `instance` is the request id; `error` repeats `detail` for older clients. */
export function problemBody(problem: HttpProblem, requestId: string): Problem {
  const { slug, status, message: detail, errores, extra } = problem;
  const { title } = problems[slug];
  const body = {
    ...extra,
    type: problemType(slug),
    title,
    status,
    detail,
    instance: requestId,
    error: detail,
  };
  return errores ? { ...body, errores } : body;
}

/** Makes the 400 for these bad fields. `campo` is a dotted path (`productos.0.cantidad`); the root is `cuerpo`. */
export function invalidFields(
  errores: FieldError[],
  { cause, avisos }: { cause?: unknown; avisos?: FieldError[] } = {},
): HttpProblem {
  const detail = `Datos inválidos: ${errores.map(({ campo, mensaje }) => `${campo}: ${mensaje}`).join('; ')}`;
  return new HttpProblem('datos-invalidos', shorten(detail), { errores, cause, extra: avisos && { avisos } });
}

/**
 * Parses what a client sent, with messages in Spanish where the schema has none of its own.
 *
 * @throws HttpProblem `datos-invalidos`
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value, { error: spanish, reportInput: true });
  if (result.success) return result.data;
  throw invalidFields(fieldErrors(result.error), { cause: result.error });
}

/** Makes the schema of an optional query parameter; an empty one (`?estado=`) counts as absent. */
export function optionalParameter<S extends z.ZodType>(schema: S) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
}

const spanish = z.locales.es().localeError;

// 500 bad products are listed in `errores`; the one-line text stays readable.
function shorten(text: string): string {
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}

/**
 * Turns any error into a problem; this happens nowhere else. A 4xx explains, a 5xx tells nothing of the inside.
 *
 * A zod error is a bug of ours here: what clients send is parsed with `parseInput`, which turns faults into a 400.
 *
 * @param error what a route threw, or what express or a stream reported
 * @param requestId for the text of a 500, so that a client can name it
 */
export function toProblem(error: unknown, requestId: string): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { code, status } = readError(error);
  if (code === 'storage-unavailable') return unavailable('El almacenamiento no está disponible.', 5, error);
  if (code === 'storage-overloaded') return unavailable('Hay demasiado trabajo en cola.', 1, error);
  return clientMistake(error, status) ?? internalProblem(error, requestId);
}

/** Makes a 503 that asks the client to come back after `retryAfterS` seconds. */
export function unavailable(detail: string, retryAfterS: number, cause?: unknown): HttpProblem {
  const headers = { 'Retry-After': String(retryAfterS) };
  return new HttpProblem('no-disponible', `${detail} Intente de nuevo en unos segundos.`, { headers, cause });
}

function internalProblem(cause: unknown, requestId: string): HttpProblem {
  return new HttpProblem('error-interno', `Error interno. Informe el identificador ${requestId}.`, { cause });
}

// express and the parsers mark the client's mistakes with a 4xx status (http-errors). Their texts are English
// and may quote the input, so ours are sent instead.
function clientMistake(error: unknown, status: number): HttpProblem | undefined {
  if (status < 400 || status > 499) return undefined;
  const [slug, detail] = mistakes[status] ?? mistakes[400];
  const malformed = status === 400 && readError(error).type === 'entity.parse.failed';
  return malformed
    ? new HttpProblem('json-invalido', 'El cuerpo no es JSON válido.', { cause: error })
    : new HttpProblem(slug, detail, { cause: error });
}

type Mistakes = { 400: [ProblemSlug, string]; [status: number]: [ProblemSlug, string] | undefined };

const mistakes: Mistakes = {
  400: ['datos-invalidos', 'La solicitud no es válida.'],
  401: ['no-autorizado', 'No autorizado.'],
  403: ['prohibido', 'No está permitido.'],
  404: ['no-encontrado', 'No existe.'],
  405: ['metodo-no-permitido', 'Método no permitido.'],
  413: ['cuerpo-demasiado-grande', 'El cuerpo es demasiado grande.'],
  415: ['tipo-no-soportado', 'El tipo de contenido no se admite.'],
  429: ['demasiadas-solicitudes', 'Demasiadas solicitudes.'],
};

function readError(error: unknown): { code: unknown; status: number; type: unknown } {
  if (typeof error !== 'object' || error === null) return { code: undefined, status: 0, type: undefined };
  const { code, status, type } = error as { code?: unknown; status?: unknown; type?: unknown };
  return { code, status: typeof status === 'number' ? status : 0, type };
}

/** Answers a request with the problem that the error amounts to, and logs it. Routes throw, and never write one themselves. */
export function sendProblem(error: unknown, req: IncomingMessage, res: ContextResponse): void {
  const context = contextOf(res);
  if (error instanceof RequestAborted) return void req.destroy();
  const problem = toProblem(error, context.trace.requestId);
  context.problem = summary(problem);
  if (problem.status >= 500) logFailure(problem, error, res);
  if (res.writableEnded) return;
  // Half an answer is on its way: only cutting the connection can still tell the client that it is broken.
  if (res.headersSent) return void req.socket.destroy();
  write(problem, req, res);
}

function write(problem: HttpProblem, req: IncomingMessage, res: ContextResponse): void {
  const english = wantsEnglish(req);
  const body = problemBody(problem, contextOf(res).trace.requestId);
  const text = JSON.stringify(english ? bodyInEnglish(problem, body) : body);
  if (english) res.setHeader('Content-Language', 'en');
  for (const name of ['Content-Encoding', 'ETag', 'Last-Modified']) res.removeHeader(name);
  for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
  res.statusCode = problem.status;
  res.setHeader('Content-Type', problemMediaType);
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text);
}

/** Whether who asks reads English rather than Spanish (RFC 9110 §12.5.4). Without a word, or with `*` alone: Spanish. */
export function wantsEnglish({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const sent = headers['accept-language'];
  if (sent === undefined || sent === '*') return false;
  const best = { en: 0, es: 0 };
  for (const range of sent.slice(0, 200).split(',')) {
    const [, tag = '', quality = '1'] =
      /^\s*([a-z*]+)(?:-[\w-]*)?\s*(?:;\s*q=([\d.]+)\s*)?$/i.exec(range) ?? [];
    const language = tag.toLowerCase();
    if (language === 'en' || language === 'es')
      best[language] = Math.max(best[language], Number(quality) || 0);
  }
  return best.en > best.es || (best.en > 0 && best.en === best.es && /^\s*en/i.test(sent));
}

function bodyInEnglish(problem: HttpProblem, body: Problem): Problem {
  const errores =
    problem.cause instanceof z.ZodError ? fieldErrors(englishIssues(problem.cause)) : body.errores;
  return problemInEnglish(problem.slug, errores ? { ...body, errores } : body);
}

// Of a schema without words of its own the fault is zod's, which has them in both languages.
function englishIssues({ issues }: z.ZodError): z.ZodError {
  const said = (text: ReturnType<typeof spanish>) => (typeof text === 'object' ? text?.message : text);
  return new z.ZodError(
    issues.map((issue) => {
      const raw = issue as Parameters<typeof spanish>[0];
      return said(spanish(raw)) === issue.message ? { ...issue, message: said(english(raw)) ?? '' } : issue;
    }),
  );
}

const english = z.locales.en().localeError;

/**
 * Writes a problem as the bytes of a whole answer, for who refuses so many that each refusal must cost next to nothing: one
 * write, no response object, no log line. The connection is to be closed after it.
 */
export function rawProblem(problem: HttpProblem): string {
  const requestId = randomUUID();
  const text = JSON.stringify(problemBody(problem, requestId));
  const own = { 'X-Request-Id': requestId, 'Content-Length': String(Buffer.byteLength(text)) };
  const lines = Object.entries(own).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${headOf(problem)}${lines.join('')}\r\n${text}`;
}

const heads = new WeakMap<HttpProblem, string>();

// The same for all answers with one problem, which is made once.
function headOf(problem: HttpProblem): string {
  const known = heads.get(problem);
  if (known !== undefined) return known;
  const all = [
    ...securityHeaders,
    ['Content-Type', problemMediaType],
    ['Cache-Control', 'no-store'],
    ['Connection', 'close'],
    ...Object.entries(problem.headers),
  ];
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  heads.set(problem, head);
  return head;
}

function logFailure(problem: HttpProblem, error: unknown, res: ContextResponse): void {
  // A 503 without a cause is the planned answer to overload and shutdown. The request's own line says so; a second line
  // would only add to the load. A 500 is a bug.
  if (problem.status !== 503) logOf(res).error({ err: error }, 'request failed');
  else if (problem.cause) logOf(res).warn({ err: problem.cause }, problem.slug);
}

function summary({ slug, errores }: HttpProblem): { problem: string; campos?: string[] } {
  return errores
    ? { problem: slug, campos: errores.slice(0, 20).map(({ campo }) => campo) }
    : { problem: slug };
}
