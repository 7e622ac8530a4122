import { orderFieldList } from './order-fields.ts';
import type { Ticket } from './ticket.ts';

const searched = orderFieldList.filter(({ search }) => search);

/**
 * Makes the text to search a ticket in: the fields with `search`, without accents or capitals. It has the phone as it was
 * written and as digits alone, so that a search finds it however somebody types it.
 */
export function searchText(ticket: Pick<Ticket, 'productos'> & Record<string, unknown>): string {
  const parts = searched.flatMap(({ name, kind, search }) => {
    if (kind === 'products') return ticket.productos.map(({ nombre }) => nombre);
    const text = ticket[name];
    if (typeof text !== 'string') return [];
    return search === 'phone' ? [text, phoneDigits(text)] : [text];
  });
  return searchKey(parts.filter(Boolean).join('\n'));
}

/** A phone number as its digits alone: however it is written, it is the same number. */
export function phoneDigits(text: string): string {
  return text.replace(/\D/g, '');
}

/** Normalizes a text for the search: decomposed, without accents, in lower case. */
export function searchKey(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

/**
 * Splits a query into words. Each has to occur in a ticket's `searchText`, in one of its forms. A piece of a phone number
 * has two forms: as somebody typed it, and its digits.
 */
export function searchWords(query: string): string[][] {
  return searchKey(query).split(/\s+/).filter(Boolean).map(formsOf);
}

function formsOf(word: string): string[] {
  const digits = phoneDigits(word);
  // A few digits are no phone number: `1-2` must not find every 12.
  const isPhone =
    /^[\d()+./-]+$/.test(word) && digits !== word && (digits.length >= 4 || /^[(+]\d/.test(word));
  return isPhone ? [word, digits] : [word];
}
