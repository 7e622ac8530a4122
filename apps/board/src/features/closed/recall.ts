import { type ReadonlySignal, signal } from '@preact/signals-core';
import { isOpen, undoMs } from '@relevo/contract';
import type { OfferedActions } from '../../actions/offered-actions.ts';
import type { ShownTicket } from '../../actions/queued-command.ts';
import type { TicketActions } from '../../actions/ticket-actions.ts';
import type { ClosedList } from './closed-list.ts';

/** Ticket id → its version at that moment: once the ticket has another version, the entry is out of date. */
type Versions = ReadonlyMap<number, number>;

/** Takes closed orders back, like every other action: stored until it is sent, and a notice tells if it failed. */
export type RecallRequests = {
  asked: ReadonlySignal<Versions>;
  refused: ReadonlySignal<Versions>;
  recall(ticket: ShownTicket): void;
  stop(): void;
};

export function createRecallRequests(
  actions: Pick<TicketActions, 'run' | 'notices'>,
  list: Pick<ClosedList, 'refresh'>,
): RecallRequests {
  const asked = signal<Versions>(new Map());
  const refused = signal<Versions>(new Map());

  // Read a ticket again after a failure: a colleague was faster, or the day has passed.
  const stop = actions.notices.subscribe((notices) => {
    for (const { queued, kind } of notices) {
      const { ticketId, command } = queued;
      const version = asked.peek().get(ticketId);
      if (command.accion !== 'deshacer' || version === undefined) continue;
      asked.value = new Map([...asked.peek()].filter(([id]) => id !== ticketId));
      if (kind === 'refused') refused.value = new Map([...refused.peek(), [ticketId, version]]);
      void list.refresh(ticketId);
    }
  });

  return {
    asked,
    refused,
    recall(ticket) {
      asked.value = new Map([...asked.peek(), [ticket.ticket_id, ticket.version]]);
      actions.run(ticket, { accion: 'deshacer' });
    },
    stop,
  };
}

type Recall =
  /** Somebody has taken it back, or it was never closed. */
  | { kind: 'open' }
  /** The request is on its way to the service. */
  | { kind: 'asked' }
  | { kind: 'offered' }
  /** Too late, or not for this person. */
  | { kind: 'no' };

/**
 * Decides whether a closed order can be taken back now.
 * @param asked this person has asked for it, and there is no answer yet
 * @param refused the service has refused it
 * @param serverNow milliseconds since 1970 by the server's clock
 */
export function recallStateOf(
  ticket: ShownTicket,
  {
    offers,
    asked,
    refused,
    serverNow,
  }: { offers: OfferedActions; asked: boolean; refused: boolean; serverNow: number },
): Recall {
  if (isOpen(ticket.estado)) return { kind: 'open' };
  if (asked || ticket.pending) return { kind: 'asked' };
  const isRecent = serverNow - Date.parse(ticket.actualizado_en) <= undoMs;
  return { kind: offers.deshacer && isRecent && !refused ? 'offered' : 'no' };
}
