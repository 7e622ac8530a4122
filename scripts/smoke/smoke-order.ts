import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  smokeOrigin,
  type Ticket,
  type TicketEvent,
  type TicketPage,
  ticketEventSchema,
} from '@relevo/contract';
import { CheckFailed } from './checklist.ts';

/** Makes an order that is marked as a test, with a number never used before. `now` in epoch ms. */
export function makeSmokeOrder(now: number) {
  return {
    numero: newNumber('SMOKE', now),
    cliente_nombre: 'Prueba de funcionamiento',
    cliente_direccion: 'Sin domicilio',
    cliente_telefono: '',
    productos: [
      { nombre: 'Producto de prueba A', cantidad: 2, precio: 500 },
      { nombre: 'Producto de prueba B', cantidad: 0.5, precio: 469.12 },
    ],
    total: 1234.56,
    metodo_pago: 'efectivo',
    indicaciones: 'Pedido de prueba: no preparar ni entregar',
    origen: smokeOrigin,
  };
}

/** Makes an order that boards show, marked PRUEBA wherever somebody looks: on the card, on paper, in a list. */
export function makeVisibleOrder(now: number) {
  const { origen: _hidden, ...order } = makeSmokeOrder(now);
  return { ...order, numero: newNumber('PRUEBA', now), cliente_nombre: 'PRUEBA: no preparar' };
}

function newNumber(prefix: string, now: number): string {
  const time = new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '');
  return `${prefix}-${time}-${randomBytes(4).toString('hex').toUpperCase()}`;
}

export type SmokeOrder = ReturnType<typeof makeSmokeOrder>;

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

// What a driver needs; an order whose total or payment got lost on the way is a lost order.
const compared = [
  'numero',
  'cliente_nombre',
  'cliente_direccion',
  'productos',
  'total',
  'metodo_pago',
  'indicaciones',
  'origen',
] as const;

/** Where a ticket is not the order it was made from, a short text for each field; empty when it is complete. */
function ticketFaults(order: SmokeOrder, ticket: Ticket): string[] {
  return compared
    .filter((field) => !isDeepStrictEqual(order[field], ticket[field]))
    .map((field) => `${field} is ${JSON.stringify(ticket[field])}, not ${JSON.stringify(order[field])}`);
}
