import { type Priority, searchKey, searchText, searchWords, type Ticket } from '@relevo/contract';

/** The choice for tickets without the value: no driver yet, no payment method. */
export const none = '-';

/** Which tickets to show. Null: all of them. */
export type BoardFilter = {
  q: string;
  /** A person's id, or `none`. */
  repartidor: number | typeof none | null;
  prioridad: Priority | null;
  /** A payment's key, or `none`. */
  pago: string | null;
  /** A shop's key. */
  local: string | null;
};

export const noFilter: BoardFilter = { q: '', repartidor: null, prioridad: null, pago: null, local: null };

export function isFiltering(filter: BoardFilter): boolean {
  return filter.q.trim() !== '' || chosenCount(filter) > 0;
}

/** Counts the choices beside the search. */
export function chosenCount({ repartidor, prioridad, pago, local }: BoardFilter): number {
  return [repartidor, prioridad, pago, local].filter((choice) => choice !== null).length;
}

/** Makes a function that tests one ticket, and computes what it can once. */
export function passing(filter: BoardFilter): (ticket: Ticket) => boolean {
  const words = searchWords(filter.q);
  return (ticket) =>
    hasDriver(ticket, filter.repartidor) &&
    (filter.prioridad === null || ticket.prioridad === filter.prioridad) &&
    (filter.pago === null || (paymentOf(ticket)?.key ?? none) === filter.pago) &&
    (filter.local === null || shopsOf(ticket).some(({ key }) => key === filter.local)) &&
    matchTicket(ticket, words);
}

function hasDriver({ repartidor }: Ticket, wanted: BoardFilter['repartidor']): boolean {
  return wanted === null || (repartidor?.id ?? none) === wanted;
}

const haystacks = new WeakMap<Ticket, string>();

/**
 * Tells whether a ticket matches a search: each word occurs in its `searchText`.
 * @param words from `searchWords`; without any, every ticket matches
 */
export function matchTicket(ticket: Ticket, words: readonly (readonly string[])[]): boolean {
  if (words.length === 0) return true;
  const text = haystackOf(ticket);
  return words.every((forms) => forms.some((form) => text.includes(form)));
}

// A changed ticket is a new object, so each text is made once, however many keys somebody types.
function haystackOf(ticket: Ticket): string {
  const known = haystacks.get(ticket);
  if (known !== undefined) return known;
  const text = searchText(ticket);
  haystacks.set(ticket, text);
  return text;
}

export type Choice = { value: string; name: string };

/** Lists the choices: what is on the board, sorted by name, and what is chosen already. */
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

// Keep a chosen value that no ticket has: its last ticket may have left, or a colleague shared the address.
function keep(names: Map<string, string>, chosen: string | number | null): void {
  const value = String(chosen);
  if (chosen !== null && chosen !== none && !names.has(value)) names.set(value, value);
}

function sorted(names: Map<string, string>): Choice[] {
  return [...names]
    .map(([value, name]) => ({ value, name }))
    .sort((one, other) => one.name.localeCompare(other.name, 'es'));
}

/** A shop in the filter: `key` for comparing and for the address bar, `name` for people. */
type Named = { key: string; name: string };

/**
 * Returns the shops of an order. A marketplace posts the orders of all its shops with one key, so `fuente` does not
 * distinguish them; each product names its `negocio` and `sucursal`, and one order may have products of several shops.
 * If no product names a shop, the shop is the one whose key posted the order.
 */
function shopsOf({ productos, fuente }: Pick<Ticket, 'productos' | 'fuente'>): Named[] {
  const shops = new Map<string, Named>();
  for (const { negocio, sucursal } of productos) {
    const name = [negocio, sucursal].filter(isText).join(' · ');
    if (name) shops.set(searchKey(name), named(name));
  }
  return shops.size > 0 ? [...shops.values()] : [named(fuente)];
}

/** Returns how the order is paid; null if unknown. */
function paymentOf({ metodo_pago }: Pick<Ticket, 'metodo_pago'>): Named | null {
  return metodo_pago ? named(metodo_pago) : null;
}

function named(name: string): Named {
  return { key: searchKey(name), name };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
