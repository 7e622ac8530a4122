import { type State, states } from '@relevo/contract';
import { actionPlaces, type KeyedAction, keyedActions } from '../actions/action-places.ts';

/** Where the focus goes. */
const ways = ['up', 'down', 'left', 'right', 'first', 'last'] as const;
export type Way = (typeof ways)[number];

export type KeyAction =
  | Way
  | ('next' | 'menu' | 'history' | 'print')
  | KeyedAction
  | `to-${State}`
  | ('undo' | 'search' | 'found' | 'help');

/**
 * What a key needs to have a meaning: `card`: the focus on a ticket itself, not on a button of it, which has a
 * meaning of its own for the key; `ticket`: anywhere on a ticket; `board`: not in the bar above it; `search`: in its field; `page`: nothing.
 */
export type Needs = 'card' | 'ticket' | 'board' | 'search' | 'page';

type Binding = { action: KeyAction; needs: Needs; keys: readonly string[] };

/** Every key of the board, in the order in which the help shows them. As `KeyboardEvent.key`, letters small. */
export const keyTable: readonly Binding[] = [
  { action: 'up', needs: 'board', keys: ['ArrowUp'] },
  { action: 'down', needs: 'board', keys: ['ArrowDown'] },
  { action: 'left', needs: 'board', keys: ['ArrowLeft'] },
  { action: 'right', needs: 'board', keys: ['ArrowRight'] },
  { action: 'first', needs: 'board', keys: ['Home'] },
  { action: 'last', needs: 'board', keys: ['End'] },
  { action: 'next', needs: 'card', keys: ['Enter'] },
  { action: 'menu', needs: 'card', keys: [' '] },
  { action: 'menu', needs: 'ticket', keys: ['m', '.'] },
  ...states.map((state, index): Binding => toState(state, `${index + 1}`)),
  ...keyedActions.map((action): Binding => ({ action, needs: 'ticket', keys: [actionPlaces[action].key] })),
  { action: 'history', needs: 'ticket', keys: ['h'] },
  { action: 'print', needs: 'ticket', keys: ['p'] },
  { action: 'undo', needs: 'page', keys: ['z'] },
  { action: 'search', needs: 'page', keys: ['/'] },
  { action: 'found', needs: 'search', keys: ['Enter'] },
  { action: 'help', needs: 'page', keys: ['?'] },
];

function toState(state: State, key: string): Binding {
  return { action: `to-${state}`, needs: 'ticket', keys: [key] };
}

/** The state to which an action takes a ticket, if it does. */
export function stateOf(action: KeyAction): State | undefined {
  return states.find((state) => action === `to-${state}`);
}

export function isWay(action: KeyAction): action is Way {
  return (ways as readonly KeyAction[]).includes(action);
}

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
