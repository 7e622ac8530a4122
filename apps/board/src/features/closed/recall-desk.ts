import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { ShownTicket } from '../../commands/queued-command.ts';
import type { Workbench } from '../../work/workbench.ts';
import type { ClosedList } from './closed-list.ts';

/** Ticket id → the version of it that is meant: once it is another, the word is out of date. */
type Versions = ReadonlyMap<number, number>;

/** Takes closed orders back, in the same way as all work: stored until it is sent, and answered for by a notice. */
export type RecallDesk = {
  asked: ReadonlySignal<Versions>;
  refused: ReadonlySignal<Versions>;
  recall(ticket: ShownTicket): void;
  stop(): void;
};

export function createRecallDesk(
  work: Pick<Workbench, 'run' | 'notices'>,
  list: Pick<ClosedList, 'refresh'>,
): RecallDesk {
  const asked = signal<Versions>(new Map());
  const refused = signal<Versions>(new Map());

  // What came to nothing is read anew: a colleague was faster, or the day has passed.
  const stop = work.notices.subscribe((notices) => {
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
      work.run(ticket, { accion: 'deshacer' });
    },
    stop,
  };
}
