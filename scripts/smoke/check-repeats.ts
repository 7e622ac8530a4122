import type { BoardEvent, Ticket, TicketEvent } from '@relevo/contract';
import type { OrderDeps } from './check-order.ts';
import { CheckFailed, type Checklist, type Outcome } from './checklist.ts';
import { expectReply } from './expect-reply.ts';
import type { ListeningBoard } from './listen-board.ts';
import { onlyTicket } from './the-ticket.ts';

/** What the order's way has brought so far. */
export type Arrived = {
  board: Outcome<ListeningBoard>;
  heard: Outcome<TicketEvent>;
  ticket: Outcome<Ticket>;
  /** The ticket's id as the store knows it. */
  known: Outcome<number>;
};

/** The same order again, by both doors, comes to the one ticket and the one broadcast that there were. */
export async function checkRepeats({ check }: Checklist, deps: OrderDeps, arrived: Arrived): Promise<void> {
  const { store, tickets, order, idempotencyKey, signal } = deps;
  const { numero } = order;
  const { board, heard, ticket, known } = arrived;

  async function sameTicket(id: number): Promise<void> {
    const only = onlyTicket(order, expectReply(await tickets.listTickets({ numero }, { signal }), 200));
    if (only.ticket_id !== id) throw new CheckFailed(`it is ticket ${only.ticket_id} now, not ${id}`);
    if (only.version !== 1) throw new CheckFailed(`the ticket was changed: version ${only.version}`);
  }

  await check('same order again makes no second ticket', [known, ticket], async (id) => {
    const { entrega } = expectReply(await store.place(order, idempotencyKey), 200);
    if (entrega.ticket_id !== id) throw new CheckFailed(`answered ticket ${entrega.ticket_id}, not ${id}`);
    await sameTicket(id);
    return { value: undefined };
  });

  await check('straight to the ticket service is idempotent', [ticket], async ({ ticket_id: id }) => {
    const reply = await tickets.postTicket(order, { idempotencyKey, signal });
    if (reply.kind === 'reply' && reply.promised && reply.status === 201) {
      const hint = 'is this key of another caller than the one that the store sends?';
      throw new CheckFailed(`a second ticket, ${reply.result?.ticket_id}; ${hint}`);
    }
    const { idempotent, ticket_id } = expectReply(reply, 200);
    if (!idempotent) throw new CheckFailed('answered 200 without idempotent: true');
    if (ticket_id !== id) throw new CheckFailed(`answered ticket ${ticket_id}, not ${id}`);
    await sameTicket(id);
    return { value: undefined };
  });

  // After both repetitions: the log and what came over this connection say the same, once. Its answer comes
  // after every broadcast before it, so nothing can still be on the way.
  await check('board heard of it once', [board, heard, ticket, known], async (listening, { epoch, seq }) => {
    const reply = await listening.replay({ epoch, seq: seq - 1 });
    if (reply.epoch !== epoch) throw new CheckFailed('the log was started anew meanwhile');
    const live = listening.heard(numero).length;
    if (live !== 1) throw new CheckFailed(`nuevo_ticket came ${live} times`);
    // A snapshot comes where hundreds of orders came in meanwhile.
    if (reply.tipo === 'instantanea') return { value: undefined, detail: 'live; too busy for a delta' };
    const logged = reply.eventos.filter(isBroadcastOf(numero)).length;
    if (logged !== 1) throw new CheckFailed(`the log has ${logged} nuevo_ticket of it`);
    return { value: undefined };
  });
}

function isBroadcastOf(numero: string) {
  return (event: BoardEvent) => event.evento === 'nuevo_ticket' && event.numero === numero;
}
