import { useEffect } from 'preact/hooks';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { TicketDialog } from '../dialog/ticket-dialog.tsx';
import { Dragging } from '../drag/dragging.tsx';
import { Keyboard } from '../keyboard/keyboard.tsx';
import type { Shell } from '../shell.ts';
import type { Hint } from '../ui/hint.tsx';
import { Toasts } from './toasts.tsx';

type Props = { work: TicketActions; hint: Hint; shell: Shell };

/** What hands need once the board is in sight: what came of their work, the questions about an order, the keys, and carrying cards about. */
export function Hands({ work, hint, shell }: Props) {
  // Its parts listen by now: effects run from the inside out.
  useEffect(() => {
    document.querySelector('.board')?.setAttribute('data-manos', 'listas');
  }, []);
  return (
    <>
      <Toasts work={work} restored={shell.restored} printer={shell.printer} ring={shell.ring} />
      <TicketDialog work={work} printer={shell.printer} />
      <Keyboard work={work} hint={hint} printer={shell.printer} />
      <Dragging work={work} hint={hint} clock={shell.clock} />
    </>
  );
}
