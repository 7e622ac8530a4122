import type { OpenState } from '@relevo/contract';
import { type OrderHistory, staysOf } from './order-history.ts';

/** From which age on an order is late while it is in a state, in ms. */
export type LateLimits = Record<OpenState, number>;

/**
 * The state in which an order first got older than that state's limit, or undefined if it never did. The age is the
 * order's own, from the moment it came in: it is the customer who waits.
 */
export function lateIn(order: OrderHistory, limits: LateLimits, now: number): OpenState | undefined {
  return staysOf(order).find(({ estado, to }) => (to ?? now) - order.createdAt >= limits[estado])?.estado;
}
