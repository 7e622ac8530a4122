import { type AgeLimits, isOpen, type OpenState, type State, type Ticket } from '@relevo/contract';
import { standingMoves } from '@relevo/ticket-rules';

/** A change of state, the first of which is that the order came in. `at` is epoch ms. */
export type StateChange = { accion: string; to: State; at: number; motivo: string | null };

/** An order as it now is, with how it came there. */
export type OrderHistory = { ticket: Ticket; createdAt: number; changes: readonly StateChange[] };

/** For how long an order was in one state, in epoch ms; `to` and `next` are null while it is still there. */
type Stay = { estado: OpenState; from: number; to: number | null; next: State | null };

/**
 * The states that an order went through, closed ones left out. A move that was undone never was: the time until the
 * undo belongs to the state from which it was moved by mistake.
 */
export function staysOf({ changes }: Pick<OrderHistory, 'changes'>): Stay[] {
  const standing = standingMoves(changes);
  return standing.flatMap(({ to: estado, at: from }, index) => {
    const after = standing[index + 1];
    return isOpen(estado) ? { estado, from, to: after?.at ?? null, next: after?.to ?? null } : [];
  });
}

/** When the order was delivered or cancelled, in epoch ms, or null while it is open. */
export function closedAt({ changes }: Pick<OrderHistory, 'changes'>): number | null {
  const last = standingMoves(changes).at(-1);
  return last && !isOpen(last.to) ? last.at : null;
}

/** Why the order was cancelled, if it is. */
export function cancelReason({ changes }: Pick<OrderHistory, 'changes'>): string | null {
  const last = standingMoves(changes).at(-1);
  return last?.to === 'cancelado' ? last.motivo : null;
}

/** From which age on an order is late while it is in a state, in ms. */
export type LateLimits = Record<OpenState, number>;

/**
 * The state in which an order first got older than that state's limit, or undefined if it never did. The age is the
 * order's own, from the moment it came in: it is the customer who waits.
 */
export function lateIn(order: OrderHistory, limits: LateLimits, now: number): OpenState | undefined {
  return staysOf(order).find(({ estado, to }) => (to ?? now) - order.createdAt >= limits[estado])?.estado;
}

const minuteMs = 60_000;

/** From which age on an order is late, as the shop has set it. */
export function lateLimitsOf(limits: AgeLimits): LateLimits {
  return {
    pendiente: limits.pendiente.tarde_min * minuteMs,
    'en-preparacion': limits['en-preparacion'].tarde_min * minuteMs,
    'en-camino': limits['en-camino'].tarde_min * minuteMs,
  };
}
