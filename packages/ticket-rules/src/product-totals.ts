import { searchKey } from './search-text.ts';
import type { State } from './states.ts';
import { type TicketProduct, unitOf } from './ticket.ts';

/** The states in which the kitchen still has to make the products. */
export const kitchenStates = ['pendiente', 'en-preparacion'] as const satisfies readonly State[];

/** One product over all tickets in the kitchen. `falta` is the part of `cantidad` that is not done yet. */
export type ProductTotal = {
  nombre: string;
  /** What `cantidad` and `falta` are counted in, if not in pieces. */
  unidad?: string;
  cantidad: number;
  falta: number;
  tickets: number[];
};

type KitchenTicket = {
  ticket_id: number;
  estado: State;
  productos: readonly TicketProduct[];
};

/**
 * Adds up what the kitchen has to make, per product, largest amount first. Server and board compute equal totals,
 * whatever the order of the tickets. Names that differ only in capitals, accents or spaces are one product, named as in
 * the oldest ticket; in another unit it is another product. `tickets` has the ids of all tickets with the product, oldest first.
 */
export function productTotals(tickets: Iterable<KitchenTicket>): ProductTotal[] {
  const totals = new Map<string, ProductTotal>();
  for (const { ticket_id, productos } of inKitchen(tickets)) {
    for (const product of productos) {
      const { nombre, cantidad, hecho } = product;
      const unidad = unitOf(product);
      const key = productKey(nombre, unidad);
      const unit = unidad === undefined ? {} : { unidad };
      const total = totals.get(key) ?? { nombre: nombre.trim(), ...unit, cantidad: 0, falta: 0, tickets: [] };
      totals.set(key, total);
      total.cantidad += cantidad;
      if (hecho !== true) total.falta += cantidad;
      if (total.tickets[total.tickets.length - 1] !== ticket_id) total.tickets.push(ticket_id);
    }
  }
  return [...totals]
    .map(([key, total]) => ({
      key,
      total: { ...total, cantidad: withoutDust(total.cantidad), falta: withoutDust(total.falta) },
    }))
    .sort((one, other) => other.total.cantidad - one.total.cantidad || (one.key < other.key ? -1 : 1))
    .map(({ total }) => total);
}

const knownKeys = new Map<string, string>();
const mostKnownKeys = 5_000;

/** Normalizes a product's name and unit for counting: without accents, in lower case, with single spaces. */
export function productKey(nombre: string, unidad?: string): string {
  return unidad === undefined ? nameKey(nombre) : `${nameKey(nombre)} (${nameKey(unidad)})`;
}

function nameKey(nombre: string): string {
  let key = knownKeys.get(nombre);
  if (key === undefined) {
    key = searchKey(nombre).replace(/\s+/g, ' ').trim();
    // Cache the names: a shop has few products, and every board adds them up again with each change.
    if (knownKeys.size >= mostKnownKeys) knownKeys.clear();
    knownKeys.set(nombre, key);
  }
  return key;
}

/** Rounds a sum of quantities to what a person would write: 0.1 + 0.2 is 0.3. */
export function withoutDust(sum: number): number {
  return Number(sum.toPrecision(12));
}

// Sort by id, so that every sum adds up in the same order, and has the same last digit everywhere.
function inKitchen(tickets: Iterable<KitchenTicket>): KitchenTicket[] {
  const kitchen: readonly State[] = kitchenStates;
  return [...tickets]
    .filter(({ estado }) => kitchen.includes(estado))
    .sort((one, other) => one.ticket_id - other.ticket_id);
}
