import { isOpen } from '@relevo/contract';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TicketActions } from '../actions/ticket-actions.ts';
import type { BoardView } from './board-view.ts';
import { ClosedTicket } from './closed-ticket.tsx';
import { keepRows, type RowLook } from './keep-rows.ts';
import { OpenTicket } from './open-ticket.tsx';

/** The cards of a list; those that have not changed are the same as the last time. */
export function useTicketRows(view: BoardView, work: TicketActions): (looks: readonly RowLook[]) => VNode[] {
  return useMemo(() => keepRows((look) => rowOf(look, view, work)), [view, work]);
}

function rowOf({ ticket, hidden, marked }: RowLook, view: BoardView, work: TicketActions): VNode {
  return (
    <li key={ticket.ticket_id} hidden={hidden} data-resaltado={marked ? 'si' : undefined}>
      {isOpen(ticket.estado) ? (
        <OpenTicket ticket={ticket} view={view} work={work} />
      ) : (
        <ClosedTicket ticket={ticket} work={work} />
      )}
    </li>
  );
}
