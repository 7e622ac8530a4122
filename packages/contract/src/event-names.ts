/** What can happen to a ticket, by the name of its event. */
export const ticketEventNames = ['nuevo_ticket', 'ticket_actualizado', 'ticket_asignado'] as const;
export type TicketEventName = (typeof ticketEventNames)[number];
