import type { Summary } from '@relevo/contract';
import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { byHour, ColumnChart } from './column-chart.tsx';
import { DriversPanel, KeyFigures, LatePanel, ProductsPanel, TimesPanel } from './panels.tsx';

const minuteMs = 60_000;
const day: Summary = {
  desde: '2026-11-25T03:00:00.000Z',
  hasta: '2026-11-26T03:00:00.000Z',
  calculado_en: '2026-11-25T15:00:00.000Z',
  totales: {
    pedidos: 8,
    abiertos: 2,
    entregados: 4,
    cancelados: 2,
    importe: 9000,
    importe_entregado: 5000,
    importe_cancelado: 1500,
  },
  por_hora: [
    { desde: '2026-11-25T03:00:00.000Z', pedidos: 3 },
    { desde: '2026-11-25T04:00:00.000Z', pedidos: 5 },
  ],
  entrega: { cantidad: 4, mediana_ms: 31 * minuteMs, p90_ms: 44 * minuteMs },
  tiempos: [
    { estado: 'pendiente', cantidad: 6, mediana_ms: 4 * minuteMs, p90_ms: 9 * minuteMs },
    { estado: 'en-camino', cantidad: 0, mediana_ms: null, p90_ms: null },
  ],
  demorados: {
    cantidad: 1,
    por_estado: [{ estado: 'pendiente', limite_ms: 10 * minuteMs, cantidad: 1 }],
    mayores: [{ ticket_id: 3, numero: 'PED-3', estado: 'pendiente', edad_ms: 25 * minuteMs }],
  },
  repartidores: [
    { repartidor: { id: 7, nombre: 'Rosa' }, entregados: 3, mediana_ms: 16 * minuteMs },
    { repartidor: null, entregados: 1, mediana_ms: null },
  ],
  productos: [{ nombre: 'Empanada', cantidad: 24, importe: 4800 }],
  otros_productos: { productos: 2, cantidad: 5, importe: 0 },
};
const emptyDay: Summary = {
  ...day,
  totales: { ...day.totales, pedidos: 0, abiertos: 0, entregados: 0, cancelados: 0 },
  entrega: { cantidad: 0, mediana_ms: null, p90_ms: null },
  demorados: { cantidad: 0, por_estado: [], mayores: [] },
  repartidores: [],
  productos: [],
  otros_productos: { productos: 0, cantidad: 0, importe: 0 },
};

/** What somebody reads of it. */
function textOf(node: VNode): string {
  return renderToStaticMarkup(node)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0]+/g, ' ');
}

describe('the panels of a day', () => {
  it('give its figures, with what was cancelled taken off what was sold', () => {
    const text = textOf(<KeyFigures summary={day} />);
    expect(text).toContain('Pedidos 8');
    expect(text).toContain('$ 7.500');
    expect(text).toMatch(/50 ?%/);
    expect(text).toContain('31 min');
    expect(textOf(<KeyFigures summary={emptyDay} />)).toContain('—');
  });

  it('say how long orders were in each state, where any left it', () => {
    const markup = renderToStaticMarkup(<TimesPanel tiempos={day.tiempos} />);
    expect(markup).toContain('4 min');
    expect(markup).toContain('9 min');
    expect(markup).toMatch(/data-estado="en-camino".*colspan="2"/i);
  });

  it('name who delivered, a pick-up too', () => {
    const text = textOf(<DriversPanel repartidores={day.repartidores} />);
    expect(text).toMatch(/Rosa.* 3 .*16 min/);
    expect(renderToStaticMarkup(<DriversPanel repartidores={[]} />)).not.toContain('<table');
  });

  it('name the orders that were late, and say so when there were none', () => {
    const text = textOf(<LatePanel demorados={day.demorados} />);
    expect(text).toMatch(/PED-? ?3/);
    expect(text).toContain('25 min');
    expect(renderToStaticMarkup(<LatePanel demorados={emptyDay.demorados} />)).toContain('panel-good');
  });

  it('list what was sold, the rest in one line', () => {
    const text = textOf(<ProductsPanel productos={day.productos} otros_productos={day.otros_productos} />);
    expect(text).toMatch(/Empanada 24 \$ 4\.800/);
    expect(text).toContain(' 5 —');
  });

  it('draw a bar for each hour, and tell the highest one', () => {
    const clock = (from: number) => new Date(from).toISOString().slice(11, 16);
    const chart = { id: 'horas', title: 'Por hora', unit: 'Hora', when: clock, mark: clock };
    const markup = renderToStaticMarkup(<ColumnChart {...chart} bars={byHour(day.por_hora)} />);
    expect(markup.match(/class="chart-bar"/g)).toHaveLength(2);
    expect(markup).toMatch(/aria-valuetext="04:00[^"]*5/);
    expect(renderToStaticMarkup(<ColumnChart {...chart} bars={[]} />)).not.toContain('chart-bar');
  });
});
