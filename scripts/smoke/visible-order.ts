import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TicketsClient } from '@relevo/tickets-client';
import { CheckFailed, type Checklist, type Outcome } from './checklist.ts';
import type { Operator, StoreClient } from './clients.ts';
import { describeReply, expectReply } from './expect-reply.ts';
import type { ListeningBoard } from './listen-board.ts';
import { makeVisibleOrder } from './smoke-order.ts';

type Deps = {
  store: StoreClient;
  tickets: TicketsClient;
  operator: Operator;
  withinMs: number;
  /** How long the order stays on the board, in milliseconds. */
  showMs: number;
  /** Takes it off sooner. */
  interrupted: AbortSignal;
  onShown: (line: string) => void;
};

type Ready = { store: Outcome<unknown>; tickets: Outcome<unknown>; board: Outcome<ListeningBoard> };

/** For whoever wants to see a purchase: one order that every board shows, marked as a test, and cancelled after a while. */
export async function checkVisible({ check }: Checklist, deps: Deps, ready: Ready): Promise<void> {
  const { store, tickets, operator, withinMs, showMs, interrupted, onShown } = deps;
  const order = makeVisibleOrder(Date.now());

  const placed = await check('store accepts a visible order', [ready.store], async () => {
    const postedAt = performance.now();
    expectReply(await store.place(order, randomUUID()), 201);
    return { value: postedAt, detail: order.numero };
  });
  const shown = await check(
    'visible order is on the board',
    [ready.board, placed],
    async (board, postedAt) => {
      const heard = await board.hears(order.numero, withinMs);
      if (!heard) throw new CheckFailed(`${order.numero} did not come within ${withinMs / 1_000} s`);
      return { value: undefined, ms: heard.at - postedAt };
    },
  );
  if (shown.ok) {
    onShown(`${order.numero} is on the board for ${showMs / 1_000} s; Ctrl-C takes it off now`);
    await delay(showMs, undefined, { signal: interrupted }).catch(() => {});
  }
  await check('visible order is taken off', [ready.tickets, placed], async () => {
    // Somebody may have touched it meanwhile, as they would a real one: then its version is another.
    for (let tries = 1; ; tries += 1) {
      const [ticket] = expectReply(await tickets.listTickets({ numero: order.numero }), 200).tickets;
      if (!ticket) throw new CheckFailed(`it is not there yet; cancel ${order.numero} by hand when it comes`);
      if (ticket.estado === 'cancelado') return { value: undefined, detail: 'somebody has cancelled it' };
      const reply = await operator.cancel(ticket, randomUUID());
      if (reply.kind === 'reply' && reply.status === 200) return { value: undefined, detail: 'cancelled' };
      if (tries === 3) throw new CheckFailed(`${order.numero} is still there: ${describeReply(reply)}`);
    }
  });
}
