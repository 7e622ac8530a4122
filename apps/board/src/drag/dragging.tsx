import { useEffect } from 'preact/hooks';
import { judgeMove, moveTicket } from '../actions/move-ticket.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import type { Clock } from '../device/clock.ts';
import type { Hint } from '../view/hint.tsx';
import { watchDrag } from './watch-drag.ts';
import '../styles/drag.css';

/** Carrying a card to another column does what its buttons do, or says why not. */
export function Dragging({ work, hint, clock }: { work: TicketActions; hint: Hint; clock: Clock }) {
  useEffect(() => {
    const board = document.querySelector<HTMLElement>('.board');
    if (!board) return;
    return watchDrag(board, {
      clock,
      takes(ticketId) {
        const ticket = work.find(ticketId);
        if (!ticket) return null;
        const offers = work.offers(ticket);
        if (!Object.values(offers).some(Boolean)) return null;
        return (state) => judgeMove(ticket, offers, state).kind !== 'no';
      },
      drop(ticketId, state) {
        const ticket = work.find(ticketId);
        // Back where it was: nothing was meant.
        if (ticket && ticket.estado !== state) hint.say(moveTicket(work, ticket, state) ?? '');
      },
    });
  }, [work, hint, clock]);
  return null;
}
