import { searchKey } from './search-text.ts';
import type { State } from './states.ts';

/** States in which somebody still has to make what the ticket asks for. */
export const kitchenStates = ['pendiente', 'en-preparacion'] as const satisfies readonly State[];

/** One product over all tickets of the kitchen. `falta` is the part of `cantidad` that is not ticked off yet. */
export type ProductTotal = { nombre: string; cantidad: number; falta: number; tickets: number[] };

type KitchenTicket = {
  ticket_id: number;
  estado: State;
  productos: readonly { nombre: string; cantidad: number; hecho?: unknown }[];
};

/**
 * What the kitchen has to make, per product: what there is most of first. Server and board each work it out and come
 * to the same, whatever the order of the tickets. Names that differ in capitals, accents or spaces are one product,
 * shown as the oldest ticket writes it; `tickets` has the ids of all that ask for it, oldest first.
 */
export function productTotals(tickets: Iterable<KitchenTicket>): ProductTotal[] {
  const totals = new Map<string, ProductTotal>();
  for (const { ticket_id, productos } of inKitchen(tickets)) {
    for (const { nombre, cantidad, hecho } of productos) {
      const key = productKey(nombre);
      const total = totals.get(key) ?? { nombre: nombre.trim(), cantidad: 0, falta: 0, tickets: [] };
      totals.set(key, total);
      total.cantidad += cantidad;
      if (hecho !== true) total.falta += cantidad;
      if (total.tickets.at(-1) !== ticket_id) total.tickets.push(ticket_id);
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

/** The name under which a product is counted: without accents, in lower case, with single spaces. */
export function productKey(nombre: string): string {
  let key = knownKeys.get(nombre);
  if (key === undefined) {
    key = searchKey(nombre).replace(/\s+/g, ' ').trim();
    // A shop has few products, and every board counts them again with each change.
    if (knownKeys.size >= mostKnownKeys) knownKeys.clear();
    knownKeys.set(nombre, key);
  }
  return key;
}

/** A sum of quantities as a person would write it: 0.1 + 0.2 is 0.3. */
export function withoutDust(sum: number): number {
  return Number(sum.toPrecision(12));
}

// By id, so that sums add up in one order everywhere and come to the same last digit.
function inKitchen(tickets: Iterable<KitchenTicket>): KitchenTicket[] {
  const kitchen: readonly State[] = kitchenStates;
  return [...tickets]
    .filter(({ estado }) => kitchen.includes(estado))
    .sort((one, other) => one.ticket_id - other.ticket_id);
}
