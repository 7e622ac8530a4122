import {
  lineCentavos,
  type OpenState,
  openStates,
  productKey,
  type State,
  type Summary,
  states,
  type Ticket,
  toPesos,
  unitOf,
  withoutDust,
} from '@relevo/contract';
import { closedAt, type LateLimits, lateIn, type OrderHistory, staysOf } from './order-history.ts';
import type { Range } from './range.ts';

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

/** One figure of a summary. It sees each order once and keeps none. */
type Tally<T> = { add(order: OrderHistory): void; result(): T };

/** How many orders there were, how they ended, and their amounts. */
function tallyTotals(): Tally<Summary['totales']> {
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
      const added = Math.round(ticket.total * 100);
      counts.set(ticket.estado, { count: count + 1, centavos: centavos + added });
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

const hourMs = 60 * 60 * 1_000;

/** Orders by the hour in which they were placed, counted from the start of the range. */
function tallyHours({ from, to }: Range): Tally<Summary['por_hora']> {
  const hours = new Array<number>(Math.ceil((to - from) / hourMs)).fill(0);
  return {
    add({ createdAt }) {
      const hour = Math.floor((createdAt - from) / hourMs);
      hours[hour] = (hours[hour] ?? 0) + 1;
    },
    result: () =>
      hours.map((pedidos, hour) => ({ desde: new Date(from + hour * hourMs).toISOString(), pedidos })),
  };
}

/** How long orders were in each state, and until they were delivered. */
function tallyTimes(): Tally<Pick<Summary, 'entrega' | 'tiempos'>> {
  const inState = openStates.map((estado) => ({ estado, times: [] as number[] }));
  const untilDelivered: number[] = [];
  return {
    add(order) {
      for (const { estado, from, to, next } of staysOf(order)) {
        if (to === null || next === 'cancelado') continue;
        inState.find((one) => one.estado === estado)?.times.push(Math.max(0, to - from));
      }
      const closed = closedAt(order);
      // An order that came in as delivered, from a shop that only archives it, took no time.
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

const namedOrders = 20;

/** Orders that became late, by the state in which it happened, and the oldest of them by name. @param now epoch ms */
function tallyLate(limits: LateLimits, now: number): Tally<Summary['demorados']> {
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

type Delivered = {
  repartidor: Summary['repartidores'][number]['repartidor'];
  count: number;
  times: number[];
};

/** Delivered orders by driver, with the time on the way: the time before that does not depend on the driver. */
function tallyDrivers(): Tally<Summary['repartidores']> {
  const drivers = new Map<number | null, Delivered>();
  return {
    add(order) {
      const { repartidor, estado } = order.ticket;
      if (estado !== 'entregado') return;
      const id = repartidor?.id ?? null;
      const driver = drivers.get(id) ?? { repartidor, count: 0, times: [] };
      drivers.set(id, driver);
      // The name on the latest order.
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

const namedProducts = 50;

/** What was sold: the most frequent products by name, the rest in one. */
function tallyProducts(): Tally<Pick<Summary, 'productos' | 'otros_productos'>> {
  const products = new Map<string, Sold & { nombre: string; unidad?: string }>();
  return {
    add({ ticket }) {
      if (ticket.estado === 'cancelado') return;
      for (const product of ticket.productos) {
        const unidad = unitOf(product);
        const key = productKey(product.nombre, unidad);
        const named = { nombre: product.nombre.trim(), ...(unidad !== undefined && { unidad }) };
        const sold = products.get(key) ?? { ...named, cantidad: 0, centavos: 0 };
        products.set(key, sold);
        sold.cantidad += product.cantidad;
        sold.centavos += centavosOf(product);
      }
    },
    result() {
      const sorted = [...products.values()].sort(
        (a, b) => b.cantidad - a.cantidad || b.centavos - a.centavos,
      );
      const rest = sorted.slice(namedProducts);
      return {
        productos: sorted
          .slice(0, namedProducts)
          .map(({ cantidad, centavos, ...named }) => ({ ...named, ...toWire({ cantidad, centavos }) })),
        otros_productos: { productos: rest.length, ...toWire(sumOf(rest)) },
      };
    },
  };
}

type Sold = { cantidad: number; centavos: number };

function toWire({ cantidad, centavos }: Sold) {
  return { cantidad: withoutDust(cantidad), importe: toPesos(centavos) };
}

function sumOf(all: readonly Sold[]): Sold {
  const sum = { cantidad: 0, centavos: 0 };
  for (const { cantidad, centavos } of all) {
    sum.cantidad += cantidad;
    sum.centavos += centavos;
  }
  return sum;
}

// A shop that gives a discount on an item shows it in the subtotal.
function centavosOf({ cantidad, precio, subtotal }: Ticket['productos'][number]): number {
  return typeof subtotal === 'number' ? lineCentavos(1, subtotal) : lineCentavos(cantidad, precio ?? 0);
}

/**
 * The quantile `q` (0 to 1) of `values`, interpolated and rounded; null without values. Same as PERCENTILE.INC of a
 * spreadsheet, so that the figures can be checked against the CSV.
 */
function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return null;
  return Math.round(below + (above - below) * (place - Math.floor(place)));
}

/** Count, median and 90th percentile of durations, in ms. */
function durations(values: readonly number[]) {
  return { cantidad: values.length, mediana_ms: quantile(values, 0.5), p90_ms: quantile(values, 0.9) };
}
