import { signOf } from './html-entity.ts';
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

/**
 * Normalizes a text for the search: without accents, capitals, invisible signs and HTML entities, in plain width, with one
 * sign for all apostrophes, one for all quotation marks and one for all dashes.
 */
export function searchKey(text: string): string {
  return (
    decodeEntities(text)
      // First: what is decomposed of ´ would be a space.
      .replace(/[’‘‛`´ʼʹ′＇]/g, "'")
      .replace(/[“”„‟″＂]/g, '"')
      .normalize('NFKD')
      .replace(/[\p{Mn}\p{Cf}]/gu, '')
      .replace(/[\p{Pd}−]/gu, '-')
      .toLowerCase()
  );
}

/** The value of JSON, with the entities of its texts decoded for people to read. An order's number stays as it is. */
export function readable<T>(value: T): T {
  const text = JSON.stringify(value);
  if (!text?.includes('&')) return value;
  return JSON.parse(text, (key, one) =>
    typeof one === 'string' && key !== 'numero' ? decodeEntities(one) : one,
  );
}

const entity = /&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]+\d*);/gi;

/**
 * Decodes HTML entities, once: shops hand out titles and names with them. `Jam&oacute;n` → `Jamón`, `&amp;lt;` → `&lt;`.
 * The result is text, never HTML. What is not certainly an entity stays as it is.
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(entity, (one) => {
    const sign = signOf(one);
    // No line break, control or direction sign comes in by this door.
    return /\s/.test(sign) ? ' ' : sign.replace(/\p{C}/u, '');
  });
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
