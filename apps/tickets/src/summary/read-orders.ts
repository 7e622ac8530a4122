import { setImmediate } from 'node:timers/promises';
import type { OrderHistory } from './order-history.ts';
import type { OrderReader } from './order-reader.ts';
import type { Range } from './range.ts';

// Some 5 ms of reading: nobody's order has to wait longer for the thread.
const pageSize = 100;

/**
 * The orders of a range in portions, with room for other work between them. What changes meanwhile may be in one
 * portion and not yet in another, but no order is left out or comes twice. Ends early when `signal` is aborted.
 */
export async function* readOrders(
  orders: OrderReader,
  range: Range,
  signal: AbortSignal,
): AsyncGenerator<OrderHistory[]> {
  let portion = orders.page(range, null, pageSize);
  while (portion.length > 0 && !signal.aborted) {
    yield portion;
    const last = portion.at(-1);
    if (!last || portion.length < pageSize) return;
    await setImmediate();
    portion = orders.page(range, { at: last.createdAt, ticketId: last.ticket.ticket_id }, pageSize);
  }
}
