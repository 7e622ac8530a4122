import type { Ticket } from '@relevo/contract';
import { type BoardFilter, none } from './board-filter.ts';
import { paymentOf, shopsOf } from './shops-of.ts';

export type Choice = { value: string; name: string };

/** What can be chosen from: what there is on the board, by name, and what is chosen already. */
export type FilterChoices = { drivers: Choice[]; payments: Choice[]; shops: Choice[]; unpaid: boolean };

export function filterChoices(tickets: Iterable<Ticket>, chosen: BoardFilter): FilterChoices {
  const drivers = new Map<string, string>();
  const payments = new Map<string, string>();
  const shops = new Map<string, string>();
  let unpaid = chosen.pago === none;
  for (const ticket of tickets) {
    const payment = paymentOf(ticket);
    if (ticket.repartidor) drivers.set(String(ticket.repartidor.id), ticket.repartidor.nombre);
    if (payment) payments.set(payment.key, payment.name);
    else unpaid = true;
    for (const { key, name } of shopsOf(ticket)) shops.set(key, name);
  }
  keep(drivers, chosen.repartidor);
  keep(payments, chosen.pago);
  keep(shops, chosen.local);
  return { drivers: sorted(drivers), payments: sorted(payments), shops: sorted(shops), unpaid };
}

// Its last ticket may have left the board, or the address came from a colleague: it is still what is filtered by.
function keep(names: Map<string, string>, chosen: string | number | null): void {
  const value = String(chosen);
  if (chosen !== null && chosen !== none && !names.has(value)) names.set(value, value);
}

function sorted(names: Map<string, string>): Choice[] {
  return [...names]
    .map(([value, name]) => ({ value, name }))
    .sort((one, other) => one.name.localeCompare(other.name, 'es'));
}
