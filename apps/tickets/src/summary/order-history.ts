import { type AgeLimits, isOpen, type OpenState, type State, type Ticket } from '@relevo/contract';
import { standingMoves } from '@relevo/ticket-rules';

/** A change of state; the first one is that the order came in, which may be long after it was placed. `at`: epoch ms. */
export type StateChange = { accion: string; to: State; at: number; motivo: string | null };

/** An order as it is now, with its changes of state. `createdAt`: when it was placed, epoch ms. */
export type OrderHistory = { ticket: Ticket; createdAt: number; changes: readonly StateChange[] };

/** An order's time in one state, in epoch ms. `to` and `next` are null while it is still there. */
type Stay = { estado: OpenState; from: number; to: number | null; next: State | null };

/**
 * The open states that an order went through. A move that was undone does not count: the time until the undo belongs to
 * the state from which the order was moved by mistake.
 */
export function staysOf({ changes }: Pick<OrderHistory, 'changes'>): Stay[] {
  const standing = standingMoves(changes);
  return standing.flatMap(({ to: estado, at: from }, index) => {
    const after = standing[index + 1];
    return isOpen(estado) ? { estado, from, to: after?.at ?? null, next: after?.to ?? null } : [];
  });
}

/** When the order was delivered or cancelled, in epoch ms; null while it is open. */
export function closedAt({ changes }: Pick<OrderHistory, 'changes'>): number | null {
  const last = standingMoves(changes).at(-1);
  return last && !isOpen(last.to) ? last.at : null;
}

/** Why the order was cancelled; null if it was not. */
export function cancelReason({ changes }: Pick<OrderHistory, 'changes'>): string | null {
  const last = standingMoves(changes).at(-1);
  return last?.to === 'cancelado' ? last.motivo : null;
}

/** For each state, the age in ms from which an order in it is late. */
export type LateLimits = Record<OpenState, number>;

/**
 * The state in which an order first exceeded that state's limit; undefined if it never did. The age counts from the
 * moment the order was placed, because it is the customer who waits.
 */
export function lateIn(order: OrderHistory, limits: LateLimits, now: number): OpenState | undefined {
  return staysOf(order).find(({ estado, to }) => (to ?? now) - order.createdAt >= limits[estado])?.estado;
}

const minuteMs = 60_000;

/** The limits that the shop has set, in ms. */
export function lateLimitsOf(limits: AgeLimits): LateLimits {
  return {
    pendiente: limits.pendiente.tarde_min * minuteMs,
    'en-preparacion': limits['en-preparacion'].tarde_min * minuteMs,
    'en-camino': limits['en-camino'].tarde_min * minuteMs,
  };
}
