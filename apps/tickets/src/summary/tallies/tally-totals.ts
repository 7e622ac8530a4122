import { openStates, type State, type Summary, states, toPesos } from '@relevo/contract';
import type { Tally } from './tally.ts';

/** How many orders, what became of them, and what they come to. */
export function tallyTotals(): Tally<Summary['totales']> {
  const counts = new Map<State, { count: number; centavos: number }>();
  const of = (...wanted: readonly State[]) => {
    const chosen = [...counts].filter(([state]) => wanted.includes(state));
    return {
      count: chosen.reduce((sum, [, { count }]) => sum + count, 0),
      pesos: toPesos(chosen.reduce((sum, [, { centavos }]) => sum + centavos, 0)),
    };
  };
  return {
    add({ ticket }) {
      const { count, centavos } = counts.get(ticket.estado) ?? { count: 0, centavos: 0 };
      const more = Math.round(ticket.total * 100);
      counts.set(ticket.estado, { count: count + 1, centavos: centavos + more });
    },
    result: () => ({
      pedidos: of(...states).count,
      abiertos: of(...openStates).count,
      entregados: of('entregado').count,
      cancelados: of('cancelado').count,
      importe: of(...states).pesos,
      importe_entregado: of('entregado').pesos,
      importe_cancelado: of('cancelado').pesos,
    }),
  };
}
