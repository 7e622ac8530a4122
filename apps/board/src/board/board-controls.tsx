import { useEffect } from 'preact/hooks';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { TicketDialog } from '../dialog/ticket-dialog.tsx';
import { Dragging } from '../drag/dragging.tsx';
import { Keyboard } from '../keyboard/keyboard.tsx';
import type { Hint } from '../ui/hint.tsx';
import type { BoardParts, BoardShell } from './board-shell.ts';
import { Toasts } from './toasts.tsx';

type Props = {
  actions: TicketActions;
  hint: Hint;
  shell: Pick<BoardShell, 'restored' | 'clock'>;
  parts: Pick<BoardParts, 'Notes' | 'print'>;
};

/** The controls of a visible board: the notices, the dialog about an order, the keys, and dragging. */
export function BoardControls({ actions, hint, shell, parts }: Props) {
  // The parts listen by now: Preact runs the effects of children first.
  useEffect(() => {
    document.querySelector('.board')?.setAttribute('data-manos', 'listas');
  }, []);
  return (
    <>
      <Toasts actions={actions} restored={shell.restored} Notes={parts.Notes} />
      <TicketDialog actions={actions} print={parts.print} />
      <Keyboard actions={actions} hint={hint} print={parts.print} />
      <Dragging actions={actions} hint={hint} clock={shell.clock} />
    </>
  );
}
