import type { Ticket } from './ticket.ts';

type Searched = Pick<
  Ticket,
  'numero' | 'cliente_nombre' | 'cliente_telefono' | 'cliente_direccion' | 'productos'
>;

/**
 * Text in which a ticket is looked up: number, name, phone, address and items, without accents or capitals. The phone
 * stands in it as it was written and as its digits, so that it is found however somebody types it.
 */
export function searchText(ticket: Searched): string {
  const phone = ticket.cliente_telefono;
  const items = ticket.productos.map(({ nombre }) => nombre);
  const parts = [
    ticket.numero,
    ticket.cliente_nombre,
    phone,
    phone?.replace(/\D/g, ''),
    ticket.cliente_direccion,
    ...items,
  ];
  return searchKey(parts.filter(Boolean).join('\n'));
}

/** A text as it is compared in a search: decomposed, without accents, in lower case. */
export function searchKey(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/**
 * What a search looks for: each of its words has to occur in a ticket's `searchText`, in one of its forms. A piece of
 * a phone number has two: as it was typed, and its digits.
 */
export function searchWords(query: string): string[][] {
  return searchKey(query).split(/\s+/).filter(Boolean).map(formsOf);
}

function formsOf(word: string): string[] {
  const digits = word.replace(/\D/g, '');
  // Few digits are no phone number: `1-2` must not find every 12.
  const isPhone =
    /^[\d()+./-]+$/.test(word) && digits !== word && (digits.length >= 4 || /^[(+]\d/.test(word));
  return isPhone ? [word, digits] : [word];
}
