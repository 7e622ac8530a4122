import { randomUUID } from 'node:crypto';
import { type Action, type HistoryEntry, headers, type Ticket, ticketPaths } from '@relevo/contract';
import { type Requests, requestsAt } from './http.ts';
import { anOrder } from './orders.ts';

/** The body of a command, with an id of its own. */
export function aCommand(accion: Action, version: number, more: object = {}) {
  return { cmd_id: randomUUID() as string, version, accion, ...more };
}

/** A ticket service: where it listens, or what asks it without a port. */
type Place = string | Requests;
const requestsOf = (place: Place): Requests => (typeof place === 'string' ? requestsAt(place) : place);

let made = 0;

/** A new ticket with a number of its own. Resolves with its id. */
export async function newTicket(place: Place, more: object = {}): Promise<number> {
  made += 1;
  const { status, body } = await requestsOf(place).post(`/api/tickets`, anOrder(`T-${made}`, more));
  if (status !== 201) throw new Error(`no ticket: ${status} ${JSON.stringify(body)}`);
  return body.ticket_id;
}

/** A new ticket of an order that a store took so many minutes ago and hands over only now. Resolves with its id. */
export async function lateTicket(place: Place, minutes: number, more: object = {}): Promise<number> {
  made += 1;
  const age = { [headers.age]: String(minutes * 60_000) };
  const { status, body } = await requestsOf(place).post(ticketPaths.tickets, anOrder(`T-${made}`, more), age);
  if (status !== 201) throw new Error(`no ticket: ${status} ${JSON.stringify(body)}`);
  return body.ticket_id;
}

/** A ticket and its history as the service has them now. */
export async function ticketNow(
  place: Place,
  ticketId: number,
): Promise<{ ticket: Ticket; historial: HistoryEntry[] }> {
  const ticket = (await requestsOf(place).get(`/api/tickets/${ticketId}`)).body;
  const { historial } = (await requestsOf(place).get(`/api/tickets/${ticketId}/historial`)).body;
  return { ticket, historial };
}

/** Does commands one after the other, as the service with the key. @throws when one is refused */
export async function work(place: Place, ticketId: number, ...steps: [Action, object?][]): Promise<Ticket> {
  let { ticket } = await ticketNow(place, ticketId);
  for (const [accion, more] of steps) {
    const command = aCommand(accion, ticket.version, more);
    const { status, body } = await requestsOf(place).post(`/api/tickets/${ticketId}/comandos`, command);
    if (status !== 200) throw new Error(`${accion}: ${status} ${JSON.stringify(body)}`);
    ticket = body.ticket;
  }
  return ticket;
}

export type CustomerTicket = { ticketId: number; secret: string };

let customers = 0;

/** A ticket of a customer whose every detail says which one it is. */
export async function ticketOfCustomer(place: Place): Promise<CustomerTicket> {
  customers += 1;
  const secret = `cliente-${customers}-secreto`;
  const ticketId = await newTicket(place, {
    ...{ numero: secret, cliente_nombre: secret, cliente_direccion: secret, cliente_telefono: secret },
    ...{ cliente_email: secret, indicaciones: secret, metodo_pago: secret, extra_del_cliente: secret },
    productos: [{ nombre: secret, cantidad: 1 }],
  });
  return { ticketId, secret };
}

/** Which customers anything of this tells of. */
export function customersIn(heard: unknown): string[] {
  return [...new Set(JSON.stringify(heard).match(/cliente-\d+-secreto/g))];
}
