import { type Problem, problemMediaType, problemSchema, problemSlug } from '@relevo/contract';

/**
 * What one attempt came back with; never thrown.
 *
 * `promised` is the only proof of success: status and JSON are what the contract promises for this very request.
 * `retryAfter` is the header as it came. `detail` is one line for people, at most 300 characters.
 *
 * `own` is the name of the service's own problem, from its type `/problemas/<name>`, and the proof that the service itself
 * refuses. Without it and without `promised`, a router, a proxy or a page of theirs may have answered; `by` tells who it
 * seems to be. `atDoor`: the service says that it has not looked at what was sent (its address, its host name, bad HTTP).
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
      own?: string;
      atDoor?: boolean;
      by?: string;
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

/** What nobody may be told: the key, and what the peer sends back of the body that it was sent. */
export type Unsaid = { secret: string; sent?: string };

/** Compares an answer with what the contract promises. Pure; never throws, whatever a peer sends. */
export function readReply<T>(raw: RawAnswer, promised: Promised<T>, { secret, sent }: Unsaid): Reply<T> {
  const contentType = header(raw, 'content-type') ?? '';
  const json = isJson(contentType) ? parseJson(raw.text) : undefined;
  const retryAfter = header(raw, 'retry-after');
  const common = { kind: 'reply', status: raw.status, ...(retryAfter && { retryAfter }) } as const;

  const { result, fault } = readResult(raw.status, json, promised);
  if (result !== undefined && !fault) return { ...common, promised: true, result };
  const problem = readProblem(raw, contentType, secret);
  const refused = { ...common, promised: false, ...(problem && { problem }) } as const;
  const own = readOwn(raw.status, contentType, json);
  if (own) {
    const told = problem ? tellProblem(problem) : (stringOf(json, 'detail') ?? '');
    return { ...refused, ...own, detail: oneLine(told, secret) };
  }
  const quotable = (text: string) => withoutEcho(oneLine(text, secret), sent);
  const detail = fault ?? tellStranger(raw, { contentType, json, quotable });
  const by = quotable(whoSeemsToAnswer(raw));
  return { ...refused, detail: oneLine(detail, secret), ...(by && { by }) };
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

/**
 * Returns what the service itself says in its problem+json. A status that differs from the problem's own was put there by
 * somebody in between, who may have changed the rest as well.
 */
function readOwn(
  status: number,
  contentType: string,
  json: unknown,
): { own: string; atDoor?: boolean } | undefined {
  if (status < 400 || mediaType(contentType) !== problemMediaType) return undefined;
  const said = Object(json) as { type?: unknown; status?: unknown; puerta?: unknown };
  const own = typeof said.type === 'string' ? problemSlug(said.type) : undefined;
  if (own === undefined || (said.status ?? status) !== status) return undefined;
  return { own, ...(said.puerta === true && { atDoor: true }) };
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

/** Describes an answer that is nobody's promise and no problem of the service, for the person who reads the attempts. */
function tellStranger(
  raw: RawAnswer,
  read: { contentType: string; json: unknown; quotable: (text: string) => string },
): string {
  const { status, text } = raw;
  const { contentType, json, quotable } = read;
  if (status >= 300 && status < 400) {
    const location = header(raw, 'location');
    return `respondió una redirección${location ? ` a ${bare(location)}` : ''}`;
  }
  if (text.trim() === '') return 'respondió sin cuerpo';
  if (isHtml(contentType, text)) return tellHtml(text, quotable);
  if (isJson(contentType)) {
    if (json === undefined) return 'respondió JSON mal formado';
    const said = stringOf(json, 'detail') ?? stringOf(json, 'error') ?? stringOf(json, 'message') ?? '';
    return quotable(said) || 'respondió un JSON que no es el prometido';
  }
  const said = quotable(text);
  return `respondió ${contentType || 'sin Content-Type'}, no el JSON prometido${said && `: ${said}`}`;
}

const maxClue = 40;

/**
 * Tells by the headers who seems to have answered: whoever stands between names itself there. Empty where nobody does.
 * Sources: what the routers of Render and Railway, Cloudflare and reverse proxies send.
 */
function whoSeemsToAnswer(raw: RawAnswer): string {
  const render = header(raw, 'x-render-routing');
  const railway = Object.keys(raw.headers).find((name) => name.startsWith('x-railway-'));
  const server = clue(header(raw, 'server') ?? header(raw, 'x-powered-by'));
  const via = clue(header(raw, 'via'));
  const cloudflare = header(raw, 'cf-ray') !== undefined && !/cloudflare/i.test(server);
  const clues = [
    render !== undefined && `Render (x-render-routing: ${clue(render)})`,
    railway && `Railway (${clue(railway)})`,
    cloudflare && 'Cloudflare (cf-ray)',
    server,
    via && `Via ${via}`,
  ];
  return clues.filter(Boolean).join(', ');
}

/** Returns the harmless characters of a header, few of them. */
function clue(value: string | undefined): string {
  return (value ?? '')
    .replace(/[^\w.,:;/()+ -]/g, '')
    .slice(0, maxClue)
    .trim();
}

/**
 * Returns what a stranger says, or nothing where one word of it is in what was sent: a page that quotes the request would
 * write a customer's name into the attempts and the log.
 */
function withoutEcho(said: string, sent: string | undefined): string {
  const words = said.toLowerCase().match(wordsOfText) ?? [];
  if (words.length === 0 || !sent) return said;
  const known = new Set<string>();
  const learn = (value: unknown) => {
    for (const word of String(value).toLowerCase().match(wordsOfText) ?? []) known.add(word);
  };
  try {
    JSON.parse(sent, (_key, value) => {
      if (typeof value !== 'object') learn(value);
      return value;
    });
  } catch {
    learn(sent);
  }
  return words.some((word) => known.has(word)) ? '' : said;
}

const wordsOfText = /[\p{L}\p{N}]{3,}/gu;

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
  return /^application\/(?:[\w.+-]+\+)?json$/.test(mediaType(contentType));
}

function isHtml(contentType: string, text: string): boolean {
  return /html/i.test(contentType) || /^\s*<(!doctype|html)/i.test(text);
}

function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function stringOf(json: unknown, member: string): string | undefined {
  const value = Object(json)[member];
  return typeof value === 'string' ? value : undefined;
}

function tellProblem({ detail, errores = [] }: Problem): string {
  const told = errores.slice(0, maxErrorsTold).map(({ campo, mensaje }) => `${campo}: ${mensaje}`);
  const more = errores.length > maxErrorsTold ? [`y ${errores.length - maxErrorsTold} más`] : [];
  return told.length > 0 ? `${detail} (${[...told, ...more].join('; ')})` : detail;
}

function tellHtml(text: string, quotable: (text: string) => string): string {
  const title = quotable(/<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? '');
  return `respondió HTML, no el JSON prometido${title && `: «${title}»`}`;
}

/** Without the query: it may carry a token. */
function bare(location: string): string {
  return location.replace(/[?#].*$/s, '');
}
