import type { TicketsClient } from '@relevo/tickets-client';
import { CheckFailed, type Checklist, type Outcome } from './checklist.ts';
import { expectReply } from './expect-reply.ts';
import type { ListeningBoard } from './listen-board.ts';
import { poll } from './poll.ts';
import type { SmokeOrder } from './smoke-order.ts';
import type { StoreClient } from './store-client.ts';
import { tellHandOver } from './tell-hand-over.ts';
import { checkEvent, onlyTicket } from './the-ticket.ts';

export type OrderDeps = {
  store: StoreClient;
  tickets: TicketsClient;
  order: SmokeOrder;
  idempotencyKey: string;
  withinMs: number;
  signal: AbortSignal;
};

/** What must have passed before an order can be sent on its way. */
export type Ready = {
  store: { key: Outcome<unknown> };
  tickets: { answers: Outcome<unknown>; key: Outcome<unknown> };
  board: Outcome<ListeningBoard>;
};

/** The way of one order, from the store to the board: accepted, heard, stored whole and once, known at both ends. */
export async function checkOrder({ check }: Checklist, deps: OrderDeps, ready: Ready) {
  const { store, tickets, order, idempotencyKey, withinMs, signal } = deps;
  const { numero } = order;

  const accepted = await check('store accepts an order', [ready.store.key], async () => {
    const postedAt = performance.now();
    const reply = expectReply(await store.place(order, idempotencyKey), 201);
    if (reply.numero !== numero) throw new CheckFailed(`it is stored as ${reply.numero}, not ${numero}`);
    if (reply.total !== order.total) throw new CheckFailed(`its total is ${reply.total}, not ${order.total}`);
    const { estado, motivo } = reply.entrega;
    if (estado === 'rechazada') throw new CheckFailed(`the ticket service refused it: ${motivo}`);
    return { value: { postedAt, until: postedAt + withinMs }, detail: numero };
  });

  const heard = await check('order reaches the board', [ready.board, accepted], async (board, posted) => {
    const first = await board.hears(numero, posted.until - performance.now());
    if (!first) {
      const where = await tellHandOver(deps);
      throw new CheckFailed(`no nuevo_ticket within ${withinMs / 1_000} s; ${where}`);
    }
    // From the post to the board, which may well be before the store's answer was here.
    return { value: checkEvent(order, first.event), ms: first.at - posted.postedAt };
  });

  const stored = [accepted, ready.tickets.key] as const;
  const ticket = await check('ticket is complete, and the only one', stored, async ({ until }) => {
    const page = await poll(
      () => tickets.listTickets({ numero }, { signal }),
      (reply) => reply.kind === 'reply' && reply.result?.tickets.length !== 0,
      { until, signal },
    );
    const only = onlyTicket(order, expectReply(page, 200));
    return { value: only, detail: `ticket ${only.ticket_id}` };
  });

  const relayed = [accepted, ready.tickets.answers] as const;
  const known = await check('store knows its ticket', relayed, async ({ until }) => {
    const reply = await poll(
      () => store.order(numero),
      (answer) => answer.kind === 'reply' && answer.result?.entrega.estado !== 'pendiente',
      { until, signal },
    );
    const { entrega, ticket: told, intentos } = expectReply(reply, 200);
    const delivered = entrega.estado === 'entregada' && intentos.at(-1)?.resultado === 'entregada';
    if (!delivered || !told || entrega.ticket_id !== told.ticket_id) {
      throw new CheckFailed(await tellHandOver(deps));
    }
    return { value: told.ticket_id, detail: `attempts: ${intentos.length}` };
  });

  return { heard, ticket, known };
}
