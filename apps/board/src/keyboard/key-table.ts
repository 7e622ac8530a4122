import { type State, states } from '@relevo/contract';
import { actionPlaces, type KeyedAction, keyedActions } from '../actions/action-places.ts';

/** The directions in which keys move the focus. */
const ways = ['up', 'down', 'left', 'right', 'first', 'last'] as const;
export type Way = (typeof ways)[number];

export type KeyAction =
  | Way
  | ('next' | 'menu' | 'history' | 'print')
  | KeyedAction
  | `to-${State}`
  | ('undo' | 'search' | 'found' | 'help');

/**
 * Where the focus must be for a key to have a meaning. `card`: on a ticket itself, not on a button in it, which handles
 * the key itself; `ticket`: anywhere on a ticket; `board`: not in the bar above it; `search`: in the search field;
 * `page`: anywhere.
 */
export type Needs = 'card' | 'ticket' | 'board' | 'search' | 'page';

type Binding = { action: KeyAction; needs: Needs; keys: readonly string[] };

/** Every key of the board, in the order of the help. Named as `KeyboardEvent.key`, with lower-case letters. */
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

/** Returns the state to which an action moves a ticket, if it moves it. */
export function stateOf(action: KeyAction): State | undefined {
  return states.find((state) => action === `to-${state}`);
}

export function isWay(action: KeyAction): action is Way {
  return (ways as readonly KeyAction[]).includes(action);
}

/** The fields of a KeyboardEvent that matter here. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'> &
  Pick<KeyboardEvent, 'repeat' | 'isComposing'>;

/** The position of the focus at a key press. */
export type Focus =
  | { kind: 'card' | 'in-card'; ticketId: number }
  /** Nowhere, or on a list of tickets. */
  | { kind: 'board' }
  | { kind: 'control' }
  /** In a text field, where a key is a letter. */
  | { kind: 'typing' | 'search' };

/** Finds a key's action. `no-ticket`: the key needs the focus on a ticket; null: the board does not use this key. */
export function findKey(press: Press, focus: Focus): KeyAction | 'no-ticket' | null {
  if (focus.kind === 'typing' || isChord(press)) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const bindings = keyTable.filter(({ keys }) => keys.includes(key));
  const found = bindings.find(({ needs }) => has[needs](focus));
  if (focus.kind === 'search' && found?.needs !== 'search') return null;
  // A held key keeps moving the focus, but acts on a ticket only once.
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

// Shift matters only with a letter: many keyboards need it for `?`, `/` or a digit.
function isChord({ key, ctrlKey, altKey, metaKey, shiftKey, isComposing }: Press): boolean {
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  return ctrlKey || altKey || metaKey || isComposing || (shiftKey && (isLetter || key.length > 1));
}
