import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { BoardEvent, OrderReply, Ticket, TicketEvent, TicketPage } from '@relevo/contract';
import type { Reply, RetryingTicketsClient, TicketsClient } from '@relevo/tickets-client';
import { CheckFailed, type Checklist, type Outcome } from './checklist.ts';
import type { Operator, StoreClient } from './clients.ts';
import { describeReply, expectReply, replyOf } from './expect-reply.ts';
import type { ListeningBoard } from './listen-board.ts';
import { checkEvent, onlyTicket, type SmokeOrder } from './smoke-order.ts';

type OrderDeps = {
  store: StoreClient;
  tickets: TicketsClient;
  operator: Operator;
  /** The SDK that a checkout embeds: it sends by axios, and sends again by axios-retry. */
  sdk: RetryingTicketsClient;
  order: SmokeOrder;
  idempotencyKey: string;
  withinMs: number;
  signal: AbortSignal;
};

/** What must have passed before an order can be sent on its way. */
type Ready = {
  store: { key: Outcome<unknown> };
  tickets: { answers: Outcome<unknown>; key: Outcome<unknown> };
  board: Outcome<ListeningBoard>;
};

/** Follows one order from the store to the board: accepted, broadcast, stored whole and once, known to both services. */
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
      const where = await describeHandOver(deps);
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
      throw new CheckFailed(await describeHandOver(deps));
    }
    return { value: told.ticket_id, detail: `attempts: ${intentos.length}` };
  });

  return { heard, ticket, known };
}

/** What the order's way has brought so far. */
type Arrived = {
  board: Outcome<ListeningBoard>;
  heard: Outcome<TicketEvent>;
  ticket: Outcome<Ticket>;
  /** The ticket's id as the store knows it. */
  known: Outcome<number>;
};

/** The same order again, by both doors, comes to the one ticket and the one broadcast that there were. */
export async function checkRepeats({ check }: Checklist, deps: OrderDeps, arrived: Arrived): Promise<void> {
  const { store, tickets, sdk, order, idempotencyKey, signal } = deps;
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
    const reply = await replyOf(sdk.postTicket(order, { idempotencyKey, signal }));
    if (reply.kind === 'reply' && reply.promised && reply.status === 201) {
      const hint = 'has the key by which the store relays the scope relevar?';
      throw new CheckFailed(`a second ticket, ${reply.result?.ticket_id}; ${hint}`);
    }
    const { ticket_id } = expectReply(reply, 200);
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

/** The way back: its ticket is cancelled, and the ticket service itself has to tell the store so. */
export async function checkConfirmation(
  { check }: Checklist,
  { store, operator, order: { numero }, withinMs, signal }: OrderDeps,
  { ticket, known }: { ticket: Outcome<Ticket>; known: Outcome<number> },
): Promise<void> {
  const cancelled = await check('ticket service takes a command', [ticket], async (now) => {
    return { value: expectReply(await operator.cancel(now, randomUUID()), 200).ticket };
  });

  await check('confirmation comes back to the store', [cancelled, known], async (told) => {
    const startedAt = performance.now();
    const reply = await poll(
      () => store.order(numero),
      (answer) => answer.kind === 'reply' && answer.result?.ticket?.version === told.version,
      { until: startedAt + withinMs, signal },
    );
    const shown = expectReply(reply, 200).ticket;
    if (
      shown?.ticket_id !== told.ticket_id ||
      shown.estado !== told.estado ||
      shown.version !== told.version
    ) {
      const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
      const hint = 'is the STORE_URL of the ticket service this store?';
      throw new CheckFailed(
        `after ${seconds} s the store shows ${shown?.estado}, not ${told.estado}; ${hint}`,
      );
    }
    return { value: undefined, detail: told.estado };
  });
}

/** Where an order got stuck, as both services see it, in one line. */
async function describeHandOver({ store, tickets, order, signal }: OrderDeps): Promise<string> {
  const { numero } = order;
  const [placed, page] = await Promise.all([
    store.order(numero),
    tickets.listTickets({ numero }, { signal }),
  ]);
  return `the store: ${describeDelivery(placed)}; the ticket service: ${describeTickets(page)}`;
}

function describeDelivery(reply: Reply<OrderReply>): string {
  if (reply.kind === 'failure' || !reply.result) return describeReply(reply);
  const { entrega, intentos } = reply.result;
  const last = intentos.at(-1);
  if (!last) return `${entrega.estado}, no attempt has ended yet (the relay hangs or stands still)`;
  const came = last.detalle ?? last.status ?? 'nothing told';
  return `${entrega.estado} after ${intentos.length} attempts, the last: ${last.resultado}, ${came}`;
}

function describeTickets(reply: Reply<TicketPage>): string {
  if (reply.kind === 'failure' || !reply.result) return describeReply(reply);
  const ids = reply.result.tickets.map((ticket) => ticket.ticket_id);
  return ids.length > 0 ? `has it (ticket ${ids.join(', ')})` : 'does not have it';
}

const pauseMs = 100;

/**
 * Asks until the answer will do or the time is up, and at least once; resolves with the last answer.
 * @param options.until on the clock of `performance.now()`
 */
async function poll<T>(
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  { until, signal }: { until: number; signal: AbortSignal },
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (done(answer) || performance.now() + pauseMs > until || signal.aborted) return answer;
    await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}
