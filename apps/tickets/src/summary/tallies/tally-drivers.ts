import type { Summary } from '@relevo/contract';
import { staysOf } from '../order-history.ts';
import { quantile } from '../quantile.ts';
import type { Tally } from './tally.ts';

type Delivered = {
  repartidor: Summary['repartidores'][number]['repartidor'];
  count: number;
  times: number[];
};

/** Delivered orders by driver, with the time on the way: what came before it was not the driver's doing. */
export function tallyDrivers(): Tally<Summary['repartidores']> {
  const drivers = new Map<number | null, Delivered>();
  return {
    add(order) {
      const { repartidor, estado } = order.ticket;
      if (estado !== 'entregado') return;
      const id = repartidor?.id ?? null;
      const driver = drivers.get(id) ?? { repartidor, count: 0, times: [] };
      drivers.set(id, driver);
      // The name as it stands on the latest order.
      driver.repartidor = repartidor;
      driver.count += 1;
      const onTheWay = staysOf(order).find((stay) => stay.estado === 'en-camino');
      if (onTheWay?.to) driver.times.push(Math.max(0, onTheWay.to - onTheWay.from));
    },
    result: () =>
      [...drivers.values()].sort(mostFirst).map(({ repartidor, count, times }) => ({
        repartidor,
        entregados: count,
        mediana_ms: quantile(times, 0.5),
      })),
  };
}

function mostFirst(a: Delivered, b: Delivered): number {
  return b.count - a.count || (a.repartidor?.id ?? 0) - (b.repartidor?.id ?? 0);
}
