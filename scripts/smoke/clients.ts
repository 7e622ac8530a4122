import {
  type CommandReply,
  commandReplySchema,
  type Health,
  headers,
  healthSchema,
  type OrderReply,
  orderReplySchema,
  type PlacedReply,
  placedReplySchema,
  problemSchema,
  storePaths,
  ticketPaths,
} from '@relevo/contract';
import type { Reply } from '@relevo/tickets-client';

/** The store service as a shop's checkout sees it. One attempt a call; never rejects. */
export type StoreClient = {
  place(order: object, idempotencyKey: string): Promise<Reply<PlacedReply>>;
  order(numero: string): Promise<Reply<OrderReply>>;
  health(): Promise<Reply<Health>>;
};

/** Somebody who works at the ticket service by the key. One attempt a call; never rejects. */
export type Operator = {
  /** Cancels a ticket of this version; the same `cmdId` again does nothing more. */
  cancel(ticket: { ticket_id: number; version: number }, cmdId: string): Promise<Reply<CommandReply>>;
};

type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false } };
type Promised<T> = { statuses: number[]; schema: Schema<T> };
type Request = { method?: string; body?: object; more?: Record<string, string> };

type ClientOptions = {
  url: string;
  key: string;
  timeoutMs: number;
  signal: AbortSignal;
  userAgent: string;
};

function askAt(options: ClientOptions) {
  const { url, key, userAgent } = options;
  return async <T>(path: string, promised: Promised<T>, request: Request = {}): Promise<Reply<T>> => {
    const { method = 'GET', body, more } = request;
    const fixed = { [headers.apiKey]: key, 'User-Agent': userAgent, Accept: 'application/json' };
    const type = body && { 'Content-Type': 'application/json' };
    const answer = await fetchText(
      url + path,
      { method, headers: { ...fixed, ...type, ...more }, body: body && JSON.stringify(body) },
      options,
    );
    if (answer.kind === 'failure') return { ...answer, message: answer.code };
    return { kind: 'reply', status: answer.status, ...readBody(answer, promised) };
  };
}

export function createOperator(options: ClientOptions): Operator {
  const ask = askAt(options);
  return {
    cancel: ({ ticket_id, version }, cmdId) =>
      ask(
        ticketPaths.commands.replace(':id', String(ticket_id)),
        { statuses: [200], schema: commandReplySchema },
        {
          method: 'POST',
          body: { cmd_id: cmdId, version, accion: 'cancelar', motivo: 'Prueba de funcionamiento' },
        },
      ),
  };
}

export function createStoreClient(options: ClientOptions): StoreClient {
  const ask = askAt(options);
  return {
    place: (order, idempotencyKey) =>
      ask(
        storePaths.orders,
        { statuses: [200, 201], schema: placedReplySchema },
        { method: 'POST', body: order, more: { [headers.idempotencyKey]: idempotencyKey } },
      ),
    order: (numero) => ask(pathOf(storePaths.order, numero), { statuses: [200], schema: orderReplySchema }),
    health: () => ask('/healthz', { statuses: [200, 503], schema: healthSchema }),
  };
}

function pathOf(path: string, numero: string): string {
  return path.replace(':numero', encodeURIComponent(numero));
}

function readBody<T>(answer: { status: number; text: string }, { statuses, schema }: Promised<T>) {
  const json = parseJson(answer.text);
  const parsed = statuses.includes(answer.status) ? schema.safeParse(json) : undefined;
  if (parsed?.success) return { promised: true, result: parsed.data };
  const problem = problemSchema.safeParse(json).data;
  return { promised: false, detail: problem?.detail ?? 'not the promised JSON', problem };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer as it came, or the code of what went wrong instead (`ECONNREFUSED`, `ETIMEDOUT`, …). */
export type Fetched =
  | { kind: 'answer'; status: number; contentType: string; text: string }
  | { kind: 'failure'; code: string };

/** One request under one limit from DNS to the last byte, in milliseconds. Follows no redirect; never rejects. */
export async function fetchText(
  url: string,
  request: { method?: string; headers?: Record<string, string>; body?: string },
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Fetched> {
  const limit = AbortSignal.timeout(Math.ceil(timeoutMs));
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'manual',
      signal: AbortSignal.any([limit, signal]),
    });
    const contentType = response.headers.get('content-type') ?? '';
    return { kind: 'answer', status: response.status, contentType, text: await response.text() };
  } catch (error) {
    if (signal.aborted) return { kind: 'failure', code: 'ABORTED' };
    return { kind: 'failure', code: limit.aborted ? 'ETIMEDOUT' : codeOf(error) };
  }
}

/** fetch says only "fetch failed"; the reason hangs below it, for several addresses in a list. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'ERR_UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error.cause === undefined ? error.message : codeOf(error.cause);
}
