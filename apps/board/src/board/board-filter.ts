import { type Priority, searchKey, searchText, searchWords, type Ticket } from '@relevo/contract';

/** Stands for what a ticket does not have: no driver yet, no word of how it is paid. */
export const none = '-';

/** Which tickets somebody wants to see. Null: all of them. */
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

/** How many choices are made beside the search. */
export function chosenCount({ repartidor, prioridad, pago, local }: BoardFilter): number {
  return [repartidor, prioridad, pago, local].filter((choice) => choice !== null).length;
}

/** The filter as a question to one ticket, with what can be worked out once. */
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
 * Whether a ticket is what somebody looks for: each word occurs in its number, name, phone, address or items.
 * @param words of `searchWords`; none match everything
 */
export function matchTicket(ticket: Ticket, words: readonly (readonly string[])[]): boolean {
  if (words.length === 0) return true;
  const text = haystackOf(ticket);
  return words.every((forms) => forms.some((form) => text.includes(form)));
}

// A ticket that changes is another object: its text is made once, however many keys are pressed.
function haystackOf(ticket: Ticket): string {
  const known = haystacks.get(ticket);
  if (known !== undefined) return known;
  const text = searchText(ticket);
  haystacks.set(ticket, text);
  return text;
}

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

/** A shop as it can be filtered by: `key` for comparing and for the address bar, `name` for people. */
type Named = { key: string; name: string };

/**
 * The shops that an order asks something of. A marketplace posts the orders of all its shops with one key, so
 * `fuente` does not tell them apart; each product names its `negocio` and `sucursal`, and one order may hold those of
 * several. Only where no product names a shop is it the one whose key it came with.
 */
function shopsOf({ productos, fuente }: Pick<Ticket, 'productos' | 'fuente'>): Named[] {
  const shops = new Map<string, Named>();
  for (const { negocio, sucursal } of productos) {
    const name = [negocio, sucursal].filter(isText).join(' · ');
    if (name) shops.set(searchKey(name), named(name));
  }
  return shops.size > 0 ? [...shops.values()] : [named(fuente)];
}

/** How the order is paid. Null: nothing was said. */
function paymentOf({ metodo_pago }: Pick<Ticket, 'metodo_pago'>): Named | null {
  return metodo_pago ? named(metodo_pago) : null;
}

function named(name: string): Named {
  return { key: searchKey(name), name };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
