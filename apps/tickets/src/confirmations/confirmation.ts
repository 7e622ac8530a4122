import type { State, Ticket } from '@relevo/contract';
import type { Trace } from '@relevo/outbox';
import { enqueueDelivery } from '@relevo/outbox/procedures';
import type { Db } from '@relevo/storage/procedures';

/** What the store learns about a ticket: all that it keeps, so that only the newest confirmation has to arrive. */
export type TicketConfirmation = {
  numero: string;
  ticket_id: number;
  estado: State;
  version: number;
  repartidor_asignado: string | null;
};

export function confirmationOf(ticket: Ticket): TicketConfirmation {
  const { numero, ticket_id, estado, version, repartidor } = ticket;
  return { numero, ticket_id, estado, version, repartidor_asignado: repartidor?.nombre ?? null };
}

/** The store's name in the outbox. */
export const storeTarget = 'store';

/**
 * Enqueues the new state of a ticket for the store. Belongs inside the procedure that changes the ticket, so that no
 * change goes unreported. Wake the relay after the commit.
 * @param now epoch ms
 * @throws SQLITE_CONSTRAINT_UNIQUE when this version of the ticket was enqueued before
 */
export function enqueueConfirmation(db: Db, ticket: Ticket, now: number, trace?: Trace): void {
  enqueueDelivery(db, {
    target: storeTarget,
    key: `ticket-${ticket.ticket_id}-v${ticket.version}`,
    payload: JSON.stringify(confirmationOf(ticket)),
    trace,
    now,
  });
}
