import { isDeepStrictEqual } from 'node:util';
import type { Ticket } from '@relevo/contract';
import type { SmokeOrder } from './smoke-order.ts';

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
export function ticketFaults(order: SmokeOrder, ticket: Ticket): string[] {
  return compared
    .filter((field) => !isDeepStrictEqual(order[field], ticket[field]))
    .map((field) => `${field} is ${JSON.stringify(ticket[field])}, not ${JSON.stringify(order[field])}`);
}
