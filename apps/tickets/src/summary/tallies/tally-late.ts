import { type OpenState, openStates, type Summary } from '@relevo/contract';
import { type LateLimits, lateIn } from '../judge-late.ts';
import { closedAt } from '../order-history.ts';
import type { Tally } from './tally.ts';

const namedOrders = 20;

/** Orders that got late, by the state in which they did, and the oldest of them by name. @param now epoch ms */
export function tallyLate(limits: LateLimits, now: number): Tally<Summary['demorados']> {
  const counts = new Map<OpenState, number>();
  let oldest: Summary['demorados']['mayores'] = [];
  return {
    add(order) {
      const estado = lateIn(order, limits, now);
      if (!estado) return;
      counts.set(estado, (counts.get(estado) ?? 0) + 1);
      const { ticket_id, numero } = order.ticket;
      const edad_ms = (closedAt(order) ?? now) - order.createdAt;
      oldest = [...oldest, { ticket_id, numero, estado, edad_ms }]
        .sort((a, b) => b.edad_ms - a.edad_ms || a.ticket_id - b.ticket_id)
        .slice(0, namedOrders);
    },
    result: () => ({
      cantidad: [...counts.values()].reduce((sum, count) => sum + count, 0),
      por_estado: openStates.map((estado) => ({
        estado,
        limite_ms: limits[estado],
        cantidad: counts.get(estado) ?? 0,
      })),
      mayores: oldest,
    }),
  };
}
