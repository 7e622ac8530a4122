import { type Summary, summarySchema } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import type { OrderHistory } from './order-history.ts';
import { createSummary } from './summary.ts';
import { aHistory, delivered, minuteMs, start } from './testing/make-history.ts';

const limits = { pendiente: 10 * minuteMs, 'en-preparacion': 40 * minuteMs, 'en-camino': 60 * minuteMs };
const dayMs = 24 * 60 * minuteMs;

function summaryOf(orders: OrderHistory[], { atMin = 24 * 60, spanMs = dayMs } = {}): Summary {
  const now = start + atMin * minuteMs;
  const summary = createSummary({ from: start, to: start + spanMs }, { limits, now });
  summary.add(orders);
  return summarySchema.strict().parse(summary.result());
}

const timeIn = (summary: Summary, state: string) => summary.tiempos.find(({ estado }) => estado === state);

describe('a summary', () => {
  it('of an empty day is all zeros, with every hour', () => {
    const { por_hora, totales, tiempos, entrega, demorados, ...rest } = summaryOf([]);
    expect(por_hora).toHaveLength(24);
    expect(por_hora.every(({ pedidos }) => pedidos === 0)).toBe(true);
    expect(new Set(Object.values(totales))).toEqual(new Set([0]));
    const none = { cantidad: 0, mediana_ms: null, p90_ms: null };
    expect(entrega).toEqual(none);
    expect(tiempos).toEqual(
      ['pendiente', 'en-preparacion', 'en-camino'].map((estado) => ({ estado, ...none })),
    );
    expect(demorados).toMatchObject({ cantidad: 0, mayores: [] });
    expect(rest).toMatchObject({
      repartidores: [],
      productos: [],
      otros_productos: { productos: 0, cantidad: 0, importe: 0 },
    });
  });

  it('counts orders and pesos by what became of them, in whole centavos', () => {
    const cancelled = aHistory(1, [[2, 'cancelar', 'cancelado']], { total: 0.3 });
    const { totales } = summaryOf([aHistory(0), aHistory(0), delivered([0, 1, 2, 3]), cancelled]);
    expect(totales).toEqual({
      pedidos: 4,
      abiertos: 2,
      entregados: 1,
      cancelados: 1,
      importe: 30.6,
      importe_entregado: 10.1,
      importe_cancelado: 0.3,
    });
  });

  it('counts hours from its start, which is the midnight of whoever asks, the last one cut short', () => {
    const orders = [aHistory(0), aHistory(59.99), aHistory(60), aHistory(149)];
    const { por_hora } = summaryOf(orders, { spanMs: 150 * minuteMs });
    expect(por_hora).toEqual([
      { desde: '2026-11-25T03:00:00.000Z', pedidos: 2 },
      { desde: '2026-11-25T04:00:00.000Z', pedidos: 1 },
      { desde: '2026-11-25T05:00:00.000Z', pedidos: 1 },
    ]);
  });

  it('gives median and 90th percentile of the time in each state, as a spreadsheet does', () => {
    const orders = [4, 1, 2, 3].map((waited) => delivered([0, waited, 10, 30]));
    const summary = summaryOf(orders);
    expect(timeIn(summary, 'pendiente')).toMatchObject({
      cantidad: 4,
      mediana_ms: 2.5 * minuteMs,
      p90_ms: 3.7 * minuteMs,
    });
    expect(timeIn(summary, 'en-camino')).toMatchObject({ cantidad: 4, mediana_ms: 20 * minuteMs });
    expect(summary.entrega).toEqual({ cantidad: 4, mediana_ms: 30 * minuteMs, p90_ms: 30 * minuteMs });
  });

  it('leaves out a stay that still lasts, and one that ended by cancelling', () => {
    const summary = summaryOf([
      aHistory(0, [[5, 'avanzar', 'en-preparacion']]),
      aHistory(0, [
        [7, 'avanzar', 'en-preparacion'],
        [90, 'cancelar', 'cancelado'],
      ]),
    ]);
    expect(timeIn(summary, 'pendiente')).toMatchObject({ cantidad: 2, mediana_ms: 6 * minuteMs });
    expect(timeIn(summary, 'en-preparacion')).toMatchObject({ cantidad: 0, mediana_ms: null });
  });

  it('ignores a move that was undone', () => {
    const summary = summaryOf([
      aHistory(0, [
        [2, 'avanzar', 'en-preparacion'],
        [3, 'deshacer', 'pendiente'],
        [8, 'avanzar', 'en-preparacion'],
        [20, 'mover', 'entregado'],
        [21, 'deshacer', 'en-preparacion'],
        [30, 'mover', 'entregado'],
      ]),
      aHistory(0, [
        [1, 'cancelar', 'cancelado'],
        [2, 'deshacer', 'pendiente'],
      ]),
    ]);
    expect(timeIn(summary, 'pendiente')).toMatchObject({ cantidad: 1, mediana_ms: 8 * minuteMs });
    expect(timeIn(summary, 'en-preparacion')).toMatchObject({ cantidad: 1, mediana_ms: 22 * minuteMs });
    expect(summary.entrega).toMatchObject({ cantidad: 1, mediana_ms: 30 * minuteMs });
  });

  it('takes no time from an order that came in as delivered', () => {
    const summary = summaryOf([aHistory(0, [], { estado: 'entregado' })]);
    expect(summary.totales.entregados).toBe(1);
    expect(summary.entrega.cantidad).toBe(0);
  });
});

describe('late orders', () => {
  it('are those that exceeded the limit of their state, counted where it happened first', () => {
    const { demorados } = summaryOf([
      delivered([0, 9, 39, 59]),
      delivered([0, 10, 39, 59]),
      delivered([0, 9, 40, 80]),
      delivered([0, 9, 39, 75]),
    ]);
    expect(demorados.cantidad).toBe(3);
    expect(demorados.por_estado.map(({ estado, cantidad }) => [estado, cantidad])).toEqual([
      ['pendiente', 1],
      ['en-preparacion', 1],
      ['en-camino', 1],
    ]);
    expect(demorados.mayores.map(({ estado, edad_ms }) => [estado, edad_ms / minuteMs])).toEqual([
      ['en-preparacion', 80],
      ['en-camino', 75],
      ['pendiente', 59],
    ]);
  });

  it('are also those that are still open, by the clock of the service', () => {
    expect(summaryOf([aHistory(0)], { atMin: 9 }).demorados.cantidad).toBe(0);
    expect(summaryOf([aHistory(0)], { atMin: 10 }).demorados.cantidad).toBe(1);
  });

  it('leave out orders that kept within every limit; closed orders do not grow older', () => {
    expect(summaryOf([delivered([0, 1, 2, 3])]).demorados.cantidad).toBe(0);
  });

  it('are named up to 20, the oldest first', () => {
    const orders = Array.from({ length: 30 }, (_, minute) => aHistory(minute));
    const { cantidad, mayores } = summaryOf(orders, { atMin: 60 }).demorados;
    expect(cantidad).toBe(30);
    expect(mayores.map(({ edad_ms }) => edad_ms / minuteMs)).toEqual(
      Array.from({ length: 20 }, (_, i) => 60 - i),
    );
  });
});

describe('drivers', () => {
  const rosa = { id: 7, nombre: 'Rosa' };

  it('are listed with what they delivered and their time on the way, pick-ups apart', () => {
    const { repartidores } = summaryOf([
      delivered([0, 1, 2, 12], { repartidor: { id: 7, nombre: 'Rosita' } }),
      delivered([0, 1, 2, 22], { repartidor: rosa }),
      delivered([0, 1, 2, 9], { repartidor: { id: 8, nombre: 'Leo' } }),
      aHistory(0, [[5, 'avanzar', 'en-camino']], { repartidor: rosa }),
      aHistory(0, [[5, 'mover', 'entregado']], { estado: 'en-preparacion' }),
    ]);
    expect(repartidores).toEqual([
      { repartidor: rosa, entregados: 2, mediana_ms: 15 * minuteMs },
      { repartidor: null, entregados: 1, mediana_ms: null },
      { repartidor: { id: 8, nombre: 'Leo' }, entregados: 1, mediana_ms: 7 * minuteMs },
    ]);
  });
});

describe('products', () => {
  it('round half a centavo of an item up, as the paper and every till do', () => {
    const productos = [{ nombre: 'Queso', cantidad: 0.35, precio: 1015.3 }];
    expect(summaryOf([aHistory(0, [], { productos })]).productos[0]?.importe).toBe(355.36);
  });

  it('are added up over names that differ in writing, cancelled orders left out', () => {
    const productos = [
      { nombre: 'Fainá', cantidad: 0.1, precio: 1000 },
      { nombre: 'Soda', cantidad: 3, precio: null },
    ];
    const cheaper = [{ nombre: 'FAINA', cantidad: 0.2, precio: 1000, subtotal: 150.55 }];
    const summary = summaryOf([
      aHistory(0, [], { productos }),
      aHistory(0, [], { productos: cheaper }),
      aHistory(0, [[1, 'cancelar', 'cancelado']], { productos }),
    ]);
    expect(summary.productos).toEqual([
      { nombre: 'Soda', cantidad: 3, importe: 0 },
      { nombre: 'Fainá', cantidad: 0.3, importe: 250.55 },
    ]);
  });

  it('are named up to 50, the rest is one sum', () => {
    const productos = Array.from({ length: 53 }, (_, at) => ({
      nombre: `P${at}`,
      cantidad: 60 - at,
      precio: 2,
    }));
    const summary = summaryOf([aHistory(0, [], { productos })]);
    expect(summary.productos.map(({ nombre }) => nombre)).toEqual(
      productos.slice(0, 50).map(({ nombre }) => nombre),
    );
    expect(summary.otros_productos).toEqual({ productos: 3, cantidad: 10 + 9 + 8, importe: 54 });
  });
});
