import { openStates, type Summary } from '@relevo/contract';
import { closedAt, staysOf } from '../order-history.ts';
import { durations } from '../quantile.ts';
import type { Tally } from './tally.ts';

/** How long orders were in each state, and until they were delivered. */
export function tallyTimes(): Tally<Pick<Summary, 'entrega' | 'tiempos'>> {
  const inState = openStates.map((estado) => ({ estado, times: [] as number[] }));
  const untilDelivered: number[] = [];
  return {
    add(order) {
      for (const { estado, from, to, next } of staysOf(order)) {
        if (to === null || next === 'cancelado') continue;
        inState.find((one) => one.estado === estado)?.times.push(Math.max(0, to - from));
      }
      const closed = closedAt(order);
      // One that came in as delivered, from a shop that only wants it kept, was never on its way.
      if (order.ticket.estado === 'entregado' && closed !== null && order.changes.length > 1) {
        untilDelivered.push(Math.max(0, closed - order.createdAt));
      }
    },
    result: () => ({
      entrega: durations(untilDelivered),
      tiempos: inState.map(({ estado, times }) => ({ estado, ...durations(times) })),
    }),
  };
}
