import type { OrderReply, TicketPage } from '@relevo/contract';
import type { Reply } from '@relevo/tickets-client';
import type { OrderDeps } from './check-order.ts';
import { tellReply } from './expect-reply.ts';

/** Where an order got stuck, as both services see it, in one line. */
export async function tellHandOver({ store, tickets, order, signal }: OrderDeps): Promise<string> {
  const { numero } = order;
  const [placed, page] = await Promise.all([
    store.order(numero),
    tickets.listTickets({ numero }, { signal }),
  ]);
  return `the store: ${tellDelivery(placed)}; the ticket service: ${tellTickets(page)}`;
}

function tellDelivery(reply: Reply<OrderReply>): string {
  if (reply.kind === 'failure' || !reply.result) return tellReply(reply);
  const { entrega, intentos } = reply.result;
  const last = intentos.at(-1);
  if (!last) return `${entrega.estado}, no attempt has ended yet (the relay hangs or stands still)`;
  const came = last.detalle ?? last.status ?? 'nothing told';
  return `${entrega.estado} after ${intentos.length} attempts, the last: ${last.resultado}, ${came}`;
}

function tellTickets(reply: Reply<TicketPage>): string {
  if (reply.kind === 'failure' || !reply.result) return tellReply(reply);
  const ids = reply.result.tickets.map((ticket) => ticket.ticket_id);
  return ids.length > 0 ? `has it (ticket ${ids.join(', ')})` : 'does not have it';
}
