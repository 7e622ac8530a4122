import { isWay, type KeyAction, keyTable, type Needs } from './key-table.ts';

/** What of a KeyboardEvent counts. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'> &
  Pick<KeyboardEvent, 'repeat' | 'isComposing'>;

/** Where the focus is when a key is pressed. */
export type Focus =
  | { kind: 'card' | 'in-card'; ticketId: number }
  /** On nothing, or on a list of tickets. */
  | { kind: 'board' }
  | { kind: 'control' }
  /** In a field: there a key is a letter. */
  | { kind: 'typing' | 'search' };

/** A key's meaning; `no-ticket`: it would have one with the focus on a ticket; null: it is none of the board's. */
export function findKey(press: Press, focus: Focus): KeyAction | 'no-ticket' | null {
  if (focus.kind === 'typing' || isChord(press)) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const bindings = keyTable.filter(({ keys }) => keys.includes(key));
  const found = bindings.find(({ needs }) => has[needs](focus));
  if (focus.kind === 'search' && found?.needs !== 'search') return null;
  // Held down, a key walks on; whatever it does to a ticket it does once.
  if (found) return press.repeat && !isWay(found.action) ? null : found.action;
  const wantsTicket = bindings.some(({ needs }) => needs === 'ticket');
  return wantsTicket && !press.repeat ? 'no-ticket' : null;
}

const onTicket = ({ kind }: Focus) => kind === 'card' || kind === 'in-card';

const has: Record<Needs, (focus: Focus) => boolean> = {
  card: ({ kind }) => kind === 'card',
  ticket: onTicket,
  board: (focus) => onTicket(focus) || focus.kind === 'board',
  search: ({ kind }) => kind === 'search',
  page: () => true,
};

// Shift only counts with a letter: many keyboards need it for `?`, `/` or a digit.
function isChord({ key, ctrlKey, altKey, metaKey, shiftKey, isComposing }: Press): boolean {
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  return ctrlKey || altKey || metaKey || isComposing || (shiftKey && (isLetter || key.length > 1));
}
