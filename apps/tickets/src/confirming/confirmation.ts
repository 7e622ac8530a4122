import type { State, Ticket } from '@relevo/contract';

/** What the store is told of a ticket: the whole of what it keeps, so that only the newest has to arrive. */
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
