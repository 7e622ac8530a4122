import { searchText, type Ticket } from '@relevo/contract';

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
