import { useEffect } from 'preact/hooks';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { TicketDialog } from '../dialog/ticket-dialog.tsx';
import { Dragging } from '../drag/dragging.tsx';
import { Keyboard } from '../keyboard/keyboard.tsx';
import type { Hint } from '../ui/hint.tsx';
import type { BoardParts, BoardShell } from './board-shell.ts';
import { Toasts } from './toasts.tsx';

type Props = {
  work: TicketActions;
  hint: Hint;
  shell: Pick<BoardShell, 'restored' | 'clock'>;
  parts: Pick<BoardParts, 'Notes' | 'print'>;
};

/** The controls of a visible board: the notices, the dialog about an order, the keys, and dragging. */
export function BoardControls({ work, hint, shell, parts }: Props) {
  // The parts listen by now: Preact runs the effects of children first.
  useEffect(() => {
    document.querySelector('.board')?.setAttribute('data-manos', 'listas');
  }, []);
  return (
    <>
      <Toasts work={work} restored={shell.restored} Notes={parts.Notes} />
      <TicketDialog work={work} print={parts.print} />
      <Keyboard work={work} hint={hint} print={parts.print} />
      <Dragging work={work} hint={hint} clock={shell.clock} />
    </>
  );
}
