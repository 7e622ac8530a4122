import { classifyReply, type Delivery, type Outcome } from '@relevo/outbox';
import type { TicketsClient } from '@relevo/tickets-client/one-attempt';

/** The name under which the outbox knows the ticket service. */
export const ticketsTarget = 'tickets';

/** One attempt to hand an order over: sends the stored body with its one key, and says what came of it. */
export function createDeliverOrder(client: TicketsClient, now: () => number) {
  return async (delivery: Delivery, signal: AbortSignal): Promise<Outcome> => {
    const reply = await client.postTicket(delivery.payload, {
      idempotencyKey: delivery.key,
      ...delivery.trace,
      signal,
    });
    return classifyReply(reply, now());
  };
}
