import { type OrderField, orderFieldList } from './order-fields.ts';
import { phoneDigits, searchKey } from './search-text.ts';
import { type Ticket, unitFields } from './ticket.ts';

/*
 * What forgetting a customer takes from an order, and what stays. The fields marked `personal` go, and so does every field
 * that nobody listed (`extra`, and those of a product): nobody knows what a shop puts there. Numbers, products, amounts,
 * states and times stay. A kept text that repeats what the customer is known by goes as well: a cake "for Ana Gómez".
 */

/** Stands where something of a forgotten customer stood that may not be empty. */
export const forgottenText = '(datos borrados)';

/** An order as a shop sent it, a ticket, or what stands of either in the database. */
type Fields = Readonly<Record<string, unknown>>;

/** Who is meant: phone numbers as their digits, e-mail addresses in lower case. One of them is enough. */
export type CustomerRef = { phones: ReadonlySet<string>; emails: ReadonlySet<string> };

/** Tells whether an order is this customer's: it has exactly that phone, however it is written, or that e-mail. */
export function isOrderOf(order: Fields, { phones, emails }: CustomerRef): boolean {
  return (
    textsIn(order, 'cliente_telefono').some((text) => phones.has(phoneDigits(text))) ||
    textsIn(order, 'cliente_email').some((text) => emails.has(emailKey(text)))
  );
}

/** An e-mail address as it is compared. */
export function emailKey(text: string): string {
  return text.trim().toLowerCase();
}

/** Whether a text repeats what a customer is known by. */
export type Mentions = (text: string) => boolean;

/** Makes the test whether a text repeats what these versions of a customer's order say about them. */
export function mentionsOf(versions: readonly Fields[]): Mentions {
  const texts = versions.flatMap(personalTexts);
  const telling = new Set(texts.filter(isTelling).map(searchKey));
  const numbers = new Set(
    versions
      .flatMap((order) => textsIn(order, 'cliente_telefono').map(phoneDigits))
      .filter((digits) => digits.length >= 6),
  );
  return (text) => {
    const key = searchKey(text);
    const digits = phoneDigits(text);
    return [...telling].some((known) => key.includes(known)) || [...numbers].some((n) => digits.includes(n));
  };
}

/** Returns what an order says about its customer, each text once. */
export function personalTexts(order: Fields): string[] {
  const names = orderFieldList.filter(({ personal }) => personal).map(({ name }) => name);
  const texts = names.flatMap((name) => textsIn(order, name).map((text) => text.trim()));
  return [...new Set(texts)].filter((text) => text !== '' && text !== forgottenText);
}

// One short word is also the name of a product: Blanca, and the white sauce.
function isTelling(text: string): boolean {
  return text.length >= 6 && /[\s\d@]/.test(text);
}

function textsIn(order: Fields, name: string): string[] {
  const alias = orderFieldList.find((field) => field.name === name)?.alias;
  return [order[name], alias && order[alias]].filter((value) => typeof value === 'string');
}

/** The order without its customer: of the body that a shop sent, only the listed fields are left. */
export function forgetOrder(order: Fields, mentions: Mentions): Record<string, unknown> {
  const fields = orderFieldList.filter(({ name }) => name in order || name === 'cliente_nombre');
  return Object.fromEntries(fields.map((field) => [field.name, kept(field, order[field.name], mentions)]));
}

/** The ticket without its customer. */
export function forgetTicket(ticket: Ticket, mentions: Mentions): Ticket {
  return { ...ticket, ...forgetOrder(ticket, mentions), extra: {} };
}

function kept({ kind, personal, required }: OrderField, value: unknown, mentions: Mentions): unknown {
  if (personal) return required ? forgottenText : null;
  if (kind === 'products') return Array.isArray(value) ? value.map((item) => keptItem(item, mentions)) : [];
  return kind === 'line' && typeof value === 'string' && mentions(value) ? null : value;
}

/** What stays of a product. `hecho`: whether it is ticked off on the board. */
const itemFields = [
  ...['nombre', 'cantidad', 'precio', 'subtotal', 'sucursal', 'negocio', 'categoria', 'hecho'],
  ...unitFields,
];

function keptItem(item: unknown, mentions: Mentions): unknown {
  const clean = (value: unknown) => (typeof value === 'string' && mentions(value) ? forgottenText : value);
  if (typeof item !== 'object' || item === null) return clean(item);
  const fields = Object.entries(item).filter(([name]) => itemFields.includes(name));
  return Object.fromEntries(fields.map(([name, value]) => [name, clean(value)]));
}

/** One entry of a ticket's history. `de`, `a`: from, to. */
type Change = { accion: string; de: string | null; a: string | null; motivo: string | null };

/** The entry without what somebody wrote about the customer: reasons, notes, a ticked item that names them. */
export function forgetChange({ accion, de, a, motivo }: Change, mentions: Mentions): Omit<Change, 'accion'> {
  const written = accion === 'anotar';
  // Who drives is a person of the house, also where they have the customer's name.
  const clean = (text: string | null) =>
    text !== null && (written || (accion !== 'asignar' && mentions(text))) ? forgottenText : text;
  return { de: clean(de), a: clean(a), motivo: motivo === null ? null : forgottenText };
}
