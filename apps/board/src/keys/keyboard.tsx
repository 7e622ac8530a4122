import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TicketActions } from '../actions/ticket-actions.ts';
import type { Printer } from '../features/printing/printer.ts';
import type { Hint } from '../view/hint.tsx';
import { lazy } from '../view/lazy.tsx';
import { Modal } from '../view/modal.tsx';
import { doKey, type Reach } from './do-key.ts';
import { findKey } from './find-key.ts';
import { holdFocus } from './hold-focus.ts';
import { cardOf, readFocus, readGrid } from './read-focus.ts';
import { stepIn } from './step-in.ts';
import { keyWords as words } from './words.ts';

const KeyHelp = lazy(() => import('./key-help.tsx').then((part) => part.KeyHelp));

/** Everything by keyboard, while the board is on the screen. */
export function Keyboard({ work, hint, printer }: { work: TicketActions; hint: Hint; printer: Printer }) {
  const helping = useSignal(false);
  useEffect(() => {
    const reach = reachOf(work, printer, () => {
      helping.value = true;
    });
    const press = (event: KeyboardEvent) => {
      // A question over the page has the keys to itself.
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const focus = readFocus();
      const action = findKey(event, focus);
      if (action === null) return;
      event.preventDefault();
      const ticket = 'ticketId' in focus ? work.find(focus.ticketId) : undefined;
      const said = action === 'no-ticket' ? words().noTicket : doKey(action, ticket, work, reach);
      hint.say(said ?? '');
    };
    document.addEventListener('keydown', press);
    const board = document.querySelector<HTMLElement>('.board');
    const release = board && holdFocus(board, work.selected);
    return () => {
      document.removeEventListener('keydown', press);
      release?.();
    };
  }, [work, hint, printer, helping]);
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

function reachOf(work: TicketActions, printer: Printer, help: () => void): Reach {
  return {
    walk(way) {
      const focus = readFocus();
      // From nowhere it goes back to the ticket where one was last.
      const from = 'ticketId' in focus ? focus.ticketId : null;
      const to =
        from === null && cardOf(work.selected.peek()) ? work.selected.peek() : stepIn(readGrid(), from, way);
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
    print: printer.print,
    help,
  };
}
