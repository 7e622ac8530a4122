import {
  type Confirmation,
  type ConfirmationReply,
  confirmationReplySchema,
  type Health,
  headers,
  healthSchema,
  type OrderReply,
  orderReplySchema,
  type PlacedReply,
  placedReplySchema,
  problemSchema,
  storePaths,
} from '@relevo/contract';
import type { Reply } from '@relevo/tickets-client';
import { fetchText } from './fetch-text.ts';

/** The store service as a shop's checkout sees it. One attempt a call; never rejects. */
export type StoreClient = {
  place(order: object, idempotencyKey: string): Promise<Reply<PlacedReply>>;
  order(numero: string): Promise<Reply<OrderReply>>;
  confirm(numero: string, confirmation: Confirmation): Promise<Reply<ConfirmationReply>>;
  health(): Promise<Reply<Health>>;
};

type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false } };
type Promised<T> = { statuses: number[]; schema: Schema<T> };
type Request = { method?: string; body?: object; more?: Record<string, string> };

export function createStoreClient(options: {
  url: string;
  key: string;
  timeoutMs: number;
  signal: AbortSignal;
  userAgent: string;
}): StoreClient {
  const { url, key, userAgent } = options;

  async function ask<T>(path: string, promised: Promised<T>, request: Request = {}): Promise<Reply<T>> {
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
  }

  return {
    place: (order, idempotencyKey) =>
      ask(
        storePaths.orders,
        { statuses: [200, 201], schema: placedReplySchema },
        { method: 'POST', body: order, more: { [headers.idempotencyKey]: idempotencyKey } },
      ),
    order: (numero) => ask(pathOf(storePaths.order, numero), { statuses: [200], schema: orderReplySchema }),
    confirm: (numero, confirmation) =>
      ask(
        pathOf(storePaths.confirm, numero),
        { statuses: [200], schema: confirmationReplySchema },
        { method: 'POST', body: confirmation },
      ),
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
