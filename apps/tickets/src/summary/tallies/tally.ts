import type { OrderHistory } from '../order-history.ts';

/** One figure of a summary: it looks at each order once, and keeps no order. */
export type Tally<T> = { add(order: OrderHistory): void; result(): T };
