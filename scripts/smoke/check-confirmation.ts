import type { Ticket } from '@relevo/contract';
import type { OrderDeps } from './check-order.ts';
import { CheckFailed, type Checklist, type Outcome } from './checklist.ts';
import { expectReply } from './expect-reply.ts';

/** The way back: what the ticket service reports of a ticket is what the store then shows. */
export async function checkConfirmation(
  { check }: Checklist,
  { store, tickets, order: { numero }, signal }: OrderDeps,
  { ticket, known }: { ticket: Outcome<Ticket>; known: Outcome<number> },
): Promise<void> {
  await check('confirmation comes back to the store', [ticket, known], async ({ ticket_id }) => {
    const { estado, version, repartidor } = expectReply(await tickets.getTicket(ticket_id, { signal }), 200);
    const told = { ticket_id, estado, version, repartidor_asignado: repartidor?.nombre ?? null };
    const reply = expectReply(await store.confirm(numero, told), 200);
    if (reply.ticket_id !== ticket_id || reply.estado !== estado) {
      throw new CheckFailed(`it confirmed ticket ${reply.ticket_id} as ${reply.estado}`);
    }
    const shown = expectReply(await store.order(numero), 200).ticket;
    if (shown?.ticket_id !== ticket_id || shown.estado !== estado || shown.version !== version) {
      throw new CheckFailed(`the store shows ${JSON.stringify(shown)}, not ${JSON.stringify(told)}`);
    }
    return { value: undefined, detail: estado };
  });
}
