import { type ConfirmationReply, problemType } from '@relevo/contract';
import type { Reply } from '@relevo/http-client';
import { classifyReply, type Deliver } from '@relevo/outbox';
import type { TicketConfirmation } from './confirmation.ts';
import type { StoreClient } from './store-client.ts';

/** One attempt to tell the store how a ticket is: sends what was stored with the change, under its one key. */
export function createDeliverConfirmation(client: StoreClient, now: () => number): Deliver {
  return async ({ key, payload, trace }, signal) => {
    const { numero } = JSON.parse(payload) as TicketConfirmation;
    const reply = await client.confirmTicket(numero, payload, { idempotencyKey: key, ...trace, signal });
    const outcome = classifyReply(reply, now());
    if (outcome.kind !== 'rejected') return outcome;
    return { ...outcome, expected: isUnknownOrder(reply) };
  };
}

// A shop that posts straight to this service has no order in the store, on any change of any ticket, and nothing is
// wrong. The store says so in its own words; a bare 404 may come from a host in front of it, and everything is wrong.
function isUnknownOrder(reply: Reply<ConfirmationReply>): boolean {
  return (
    reply.kind === 'reply' && reply.status === 404 && reply.problem?.type === problemType('no-encontrado')
  );
}
