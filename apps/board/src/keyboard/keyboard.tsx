import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { actionWords, isKeyed } from '../actions/action-places.ts';
import { moveTicket } from '../actions/move-ticket.ts';
import type { ShownTicket } from '../actions/queued-command.ts';
import { startAction } from '../actions/start-action.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { labels } from '../i18n/labels.ts';
import { splitNumero } from '../ticket/ticket-number.tsx';
import type { Hint } from '../ui/hint.tsx';
import { lazy } from '../ui/lazy.tsx';
import { Modal } from '../ui/modal.tsx';
import { cardOf, holdFocus, readFocus, readGrid, stepIn } from './focus-grid.ts';
import { findKey, isWay, type KeyAction, stateOf, type Way } from './key-table.ts';
import { keyWords as words } from './words.ts';

const KeyHelp = lazy(() => import('./key-help.tsx').then((part) => part.KeyHelp));

type Props = { actions: TicketActions; hint: Hint; print(ticket: ShownTicket): void };

/** Handles the board's keys while it is on the screen. */
export function Keyboard({ actions, hint, print }: Props) {
  const helping = useSignal(false);
  useEffect(() => {
    const reach = reachOf(actions, print, () => {
      helping.value = true;
    });
    const press = (event: KeyboardEvent) => {
      // An open dialog gets the keys.
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const focus = readFocus();
      const action = findKey(event, focus);
      if (action === null) return;
      event.preventDefault();
      const ticket = 'ticketId' in focus ? actions.find(focus.ticketId) : undefined;
      const said = action === 'no-ticket' ? words().noTicket : doKey(action, ticket, actions, reach);
      hint.say(said ?? '');
    };
    document.addEventListener('keydown', press);
    const board = document.querySelector<HTMLElement>('.board');
    const release = board && holdFocus(board, actions.selected);
    return () => {
      document.removeEventListener('keydown', press);
      release?.();
    };
  }, [actions, hint, print, helping]);
  if (!helping.value) return null;
  return (
    <Modal
      title={words().help}
      onClose={() => {
        helping.value = false;
      }}
    >
      <KeyHelp />
    </Modal>
  );
}

function reachOf(actions: TicketActions, print: Reach['print'], help: Reach['help']): Reach {
  return {
    walk(way) {
      const focus = readFocus();
      // Without a focus, return to the ticket that had it last.
      const from = 'ticketId' in focus ? focus.ticketId : null;
      const to =
        from === null && cardOf(actions.selected.peek())
          ? actions.selected.peek()
          : stepIn(readGrid(), from, way);
      cardOf(to)?.focus();
      return to !== null;
    },
    enter() {
      const first = stepIn(readGrid(), null, 'first');
      cardOf(first)?.focus();
      return first !== null;
    },
    unfold(ticketId) {
      const details = cardOf(ticketId)?.querySelector('details');
      if (details) details.open = !details.open;
      return details !== null && details !== undefined;
    },
    search() {
      const field = document.getElementById('buscar');
      field?.focus();
      return field !== null;
    },
    print,
    help,
  };
}

/** What keys can do beside the ticket actions. */
type Reach = {
  /** Moves the focus one step. @returns whether there is a ticket */
  walk(way: Way): boolean;
  /** Moves the focus to the first ticket. @returns whether there is one */
  enter(): boolean;
  /** Opens or closes the details of a closed ticket. @returns whether it has any */
  unfold(ticketId: number): boolean;
  /** Moves the focus to the search field. @returns whether there is one */
  search(): boolean;
  print(ticket: ShownTicket): void;
  help(): void;
};

/**
 * Runs the action of a key, just as the buttons do.
 * @param ticket the ticket with the focus @returns a message: why nothing happened, or what did; null if it is visible
 */
function doKey(
  action: KeyAction,
  ticket: ShownTicket | undefined,
  actions: TicketActions,
  reach: Reach,
): string | null {
  if (isWay(action)) return reach.walk(action) ? null : words().noTickets;
  if (action === 'found') return reach.enter() ? null : words().noTickets;
  if (action === 'undo') return undo(actions);
  if (action === 'search') return reach.search() ? null : words().noSearch;
  if (action === 'help') {
    reach.help();
    return null;
  }
  if (!ticket) return words().noTicket;
  const to = stateOf(action);
  if (to) return moveTicket(actions, ticket, to);
  if (isKeyed(action)) return startAction(actions, ticket, action) ? null : actionWords().cannot[action];
  const done = onTicket[action as TicketAction](ticket, actions, reach);
  return done ? null : words().cannot[action as TicketAction];
}

type TicketAction = 'next' | 'menu' | 'history' | 'print';

/** The keys that act on a ticket. Each returns whether the action was possible. */
const onTicket: Record<TicketAction, (ticket: ShownTicket, actions: TicketActions, reach: Reach) => boolean> =
  {
    next(ticket, actions, { unfold }) {
      const { next } = actions.offers(ticket);
      if (next?.kind === 'choose-driver') actions.open(ticket.ticket_id, 'salida');
      else if (next) actions.run(ticket, { accion: 'avanzar' });
      return next !== null || unfold(ticket.ticket_id);
    },
    menu: (ticket, actions) => openIf(offersAny(ticket, actions), ticket, actions, 'menu'),
    history: (ticket, actions) => openIf(offersAny(ticket, actions), ticket, actions, 'historial'),
    print(ticket, actions, reach) {
      const { print } = actions.offers(ticket);
      if (print) reach.print(ticket);
      return print;
    },
  };

function offersAny(ticket: ShownTicket, actions: TicketActions): boolean {
  return Object.values(actions.offers(ticket)).some(Boolean);
}

function openIf(
  offered: boolean,
  ticket: ShownTicket,
  actions: TicketActions,
  step: Parameters<TicketActions['open']>[1],
): boolean {
  if (offered) actions.open(ticket.ticket_id, step);
  return offered;
}

function undo(actions: TicketActions): string {
  const outcome = actions.undo();
  if (!outcome) return words().noUndo;
  const { own } = splitNumero(outcome.numero);
  const to = labels().states[outcome.to];
  return outcome.kind === 'undone' ? words().undone(own, to) : words().movedOn(own, to);
}
