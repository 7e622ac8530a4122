import { type AcceptedReply, acceptedReplySchema, numeroSchema } from '@relevo/contract';
import type { Promised, Reply } from '@relevo/http-client';

export type TicketReply = Reply<AcceptedReply>;

/** What the contract promises for an order that is handed over: this order's number, and a ticket. */
export function promisedFor(numero: string | undefined): Promised<AcceptedReply> {
  return {
    statuses: [200, 201],
    schema: acceptedReplySchema,
    fault: (result) =>
      result.numero === numero
        ? undefined
        : `respondió por el número «${result.numero}», no por el enviado («${numero ?? 'ninguno'}»)`,
  };
}

/** The order's number as the service will answer it: trimmed, as text; undefined where there is none. */
export function numeroOf(body: string): string | undefined {
  try {
    return numeroSchema.safeParse(JSON.parse(body)?.numero).data;
  } catch {
    return undefined;
  }
}
