import { type State, states } from '@relevo/contract';

/** Where the focus goes. */
export const ways = ['up', 'down', 'left', 'right', 'first', 'last'] as const;
export type Way = (typeof ways)[number];

export type KeyAction =
  | Way
  | ('next' | 'menu' | 'driver' | 'acknowledge' | 'cancel' | 'history' | 'print')
  | `to-${State}`
  | ('undo' | 'search' | 'found' | 'help');

/**
 * What a key needs to have a meaning: `card`: the focus on a ticket itself, not on a button of it, which has a
 * meaning of its own for the key; `ticket`: anywhere on a ticket; `board`: not in the bar above it; `search`: in its field; `page`: nothing.
 */
export type Needs = 'card' | 'ticket' | 'board' | 'search' | 'page';

export type Binding = { action: KeyAction; needs: Needs; keys: readonly string[] };

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
  { action: 'acknowledge', needs: 'ticket', keys: ['v'] },
  { action: 'driver', needs: 'ticket', keys: ['a'] },
  { action: 'cancel', needs: 'ticket', keys: ['x'] },
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
