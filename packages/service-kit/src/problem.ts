import {
  type FieldError,
  fieldErrors,
  type Problem,
  type ProblemSlug,
  problems,
  problemType,
} from '@relevo/contract';
import { z } from 'zod';

/** What an answer with a problem needs besides its text. */
export type ProblemOptions = {
  /** Every bad field, for `errores`. */
  errores?: FieldError[];
  /** Further answer headers, such as Retry-After. */
  headers?: Record<string, string>;
  /** Further members of the body, such as the ticket that is already stored. */
  extra?: Record<string, unknown>;
  cause?: unknown;
};

/** Throw it anywhere in a route: it becomes the answer (RFC 9457). `detail` is read by clients, in Spanish. */
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

/** The body of the answer; `instance` is the request id, `error` repeats `detail` for older clients. */
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

/**
 * The 400 for a body or query that breaks its schema: all bad fields at once. `campo` is a dotted path
 * (`productos.0.cantidad`); the root is `cuerpo`.
 */
export function validationProblem(error: z.core.$ZodError): HttpProblem {
  return invalidFields(fieldErrors(error), error);
}

/** The 400 for these bad fields. */
export function invalidFields(errores: FieldError[], cause?: unknown): HttpProblem {
  const detail = `Datos inválidos: ${errores.map(({ campo, mensaje }) => `${campo}: ${mensaje}`).join('; ')}`;
  return new HttpProblem('datos-invalidos', shorten(detail), { errores, cause });
}

/**
 * Parses what a client sent, with messages in Spanish where the schema has none of its own.
 *
 * @throws HttpProblem `datos-invalidos`
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value, { error: spanish, reportInput: true });
  if (result.success) return result.data;
  throw validationProblem(result.error);
}

/** A query parameter that may be left out; an empty one (`?estado=`) is left out as well. */
export function optionalParameter<S extends z.ZodType>(schema: S) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
}

const spanish = z.locales.es().localeError;

// 500 bad products are listed in `errores`; the one-line text stays readable.
function shorten(text: string): string {
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}
