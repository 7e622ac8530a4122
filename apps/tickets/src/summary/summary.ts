import type { Summary } from '@relevo/contract';
import type { LateLimits, OrderHistory } from './order-history.ts';
import type { Range } from './range.ts';
import { tallyDrivers, tallyHours, tallyLate, tallyProducts, tallyTimes, tallyTotals } from './tallies.ts';

/** Builds a summary from the orders of a range, added in any portions. @param options.now epoch ms */
export function createSummary(range: Range, { limits, now }: { limits: LateLimits; now: number }) {
  const totals = tallyTotals();
  const hours = tallyHours(range);
  const times = tallyTimes();
  const late = tallyLate(limits, now);
  const drivers = tallyDrivers();
  const products = tallyProducts();
  const tallies = [totals, hours, times, late, drivers, products];
  return {
    add(orders: readonly OrderHistory[]) {
      for (const order of orders) for (const tally of tallies) tally.add(order);
    },
    result: (): Summary => ({
      desde: new Date(range.from).toISOString(),
      hasta: new Date(range.to).toISOString(),
      calculado_en: new Date(now).toISOString(),
      totales: totals.result(),
      por_hora: hours.result(),
      ...times.result(),
      demorados: late.result(),
      repartidores: drivers.result(),
      ...products.result(),
    }),
  };
}
