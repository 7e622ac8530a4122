import { type Ticket, type TicketEvent, type TicketPage, ticketEventSchema } from '@relevo/contract';
import { CheckFailed } from './checklist.ts';
import type { SmokeOrder } from './smoke-order.ts';
import { ticketFaults } from './ticket-faults.ts';

/** The one ticket of this order. @throws CheckFailed where there is none, another one, or a second one */
export function onlyTicket(order: SmokeOrder, { tickets }: TicketPage): Ticket {
  const [first, ...others] = tickets;
  if (!first) throw new CheckFailed('the ticket service has no such ticket');
  if (others.length > 0) {
    throw new CheckFailed(`tickets ${tickets.map((ticket) => ticket.ticket_id).join(', ')} for one order`);
  }
  requireComplete(order, first);
  return first;
}

/** The broadcast, if it is what a board must get. @throws CheckFailed */
export function checkEvent(order: SmokeOrder, event: unknown): TicketEvent {
  const parsed = ticketEventSchema.safeParse(event);
  if (!parsed.success) {
    const fields = new Set(parsed.error.issues.map(({ path }) => path.join('.')));
    throw new CheckFailed(`nuevo_ticket came, but it is not the promised one: ${[...fields].join(', ')}`);
  }
  requireComplete(order, parsed.data.ticket);
  return parsed.data;
}

function requireComplete(order: SmokeOrder, ticket: Ticket): void {
  const faults = ticketFaults(order, ticket);
  if (faults.length > 0) throw new CheckFailed(faults.join('; '));
}
