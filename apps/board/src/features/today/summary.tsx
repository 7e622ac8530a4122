import type { Summary } from '@relevo/contract';
import { formatDuration, formatMoney, formatQuantity, formatTime, perLanguage } from '../../ui/format.ts';
import { ColumnChart } from './column-chart.tsx';
import { byDay, byHour, byHourOfDay } from './hours.ts';
import { DriversPanel, LatePanel, ProductsPanel, TimesPanel } from './panels.tsx';
import type { Loaded } from './today-loader.ts';
import { todayWords as words } from './words.ts';

/** All that a summary tells, in pictures. */
export function SummaryPanels({ loaded }: { loaded: Loaded }) {
  const { summary, choice, range } = loaded;
  const title = <h2 class="today-range">{formatRange(range)}</h2>;
  if (summary.totales.pedidos === 0) {
    return (
      <>
        {title}
        <div class="today-state">
          <h3>{words().none}</h3>
          <p>{words().noneHint}</p>
        </div>
      </>
    );
  }
  return (
    <>
      {title}
      <KeyFigures summary={summary} />
      {choice === 'semana' && (
        <ColumnChart
          {...{ id: 'por-dia', title: words().perDay, unit: words().day }}
          bars={byDay(summary.por_hora)}
          when={formatDay}
          mark={formatDayMark}
        />
      )}
      <ColumnChart
        id="por-hora"
        title={choice === 'semana' ? words().perHourOfDay : words().perHour}
        unit={words().hour}
        bars={choice === 'semana' ? byHourOfDay(summary.por_hora) : byHour(summary.por_hora)}
        when={formatHour}
        mark={formatHourMark}
      />
      <div class="today-flow">
        <TimesPanel tiempos={summary.tiempos} />
        <DriversPanel repartidores={summary.repartidores} />
        <LatePanel demorados={summary.demorados} />
        <ProductsPanel productos={summary.productos} otros_productos={summary.otros_productos} />
      </div>
    </>
  );
}

/** The day at a glance. */
function KeyFigures({ summary }: { summary: Summary }) {
  const { totales, entrega, demorados } = summary;
  const { pedidos, abiertos, entregados, cancelados, importe, importe_cancelado } = totales;
  const sold = Math.round((importe - importe_cancelado) * 100) / 100;
  const text = words();
  return (
    <dl class="figures">
      <Figure id="pedidos" name={text.orders} value={formatQuantity(pedidos)}>
        {abiertos > 0 && text.open(formatQuantity(abiertos))}
      </Figure>
      <Figure id="entregados" name={text.delivered} value={formatQuantity(entregados)}>
        {text.ofAll(formatShare(entregados, pedidos))}
      </Figure>
      <Figure id="vendido" name={text.sold} value={formatMoney(sold)}>
        {cancelados > 0 && text.soldNote}
      </Figure>
      <Figure
        id="entrega"
        name={text.untilDelivered}
        value={entrega.mediana_ms === null ? '—' : formatDuration(entrega.mediana_ms)}
      >
        {entrega.p90_ms !== null && text.nineInTen(formatDuration(entrega.p90_ms))}
      </Figure>
      <Figure
        id="demorados"
        name={text.late}
        value={formatQuantity(demorados.cantidad)}
        late={demorados.cantidad > 0}
      >
        {text.ofAll(formatShare(demorados.cantidad, pedidos))}
      </Figure>
      <Figure id="cancelados" name={text.cancelled} value={formatQuantity(cancelados)}>
        {cancelados > 0 && text.lost(formatMoney(importe_cancelado))}
      </Figure>
    </dl>
  );
}

type FigureProps = { id: string; name: string; value: string; late?: boolean; children?: string | false };

function Figure({ id, name, value, late = false, children }: FigureProps) {
  return (
    <div class="figure" data-cifra={id} data-tarde={late ? 'si' : undefined}>
      <dt>{name}</dt>
      <dd class="figure-value">{value}</dd>
      {children && <dd class="figure-note">{children}</dd>}
    </div>
  );
}

const percent = perLanguage((locale) => new Intl.NumberFormat(locale, { style: 'percent' }));
const weekday = perLanguage(
  (locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' }),
);
const initial = perLanguage((locale) => new Intl.DateTimeFormat(locale, { weekday: 'short' }));
const whole = perLanguage((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full' }));

/** `0.12` → `12 %`. A part of nothing is 0 %. */
function formatShare(part: number, of: number): string {
  return percent().format(of === 0 ? 0 : part / of);
}

/** An hour in the time zone of the device: `13:00 – 14:00`. @param at epoch ms */
function formatHour(at: number): string {
  const time = (ms: number) => formatTime(new Date(ms).toISOString());
  return `${time(at)} – ${time(at + 3_600_000)}`;
}

/** The same, as short as under a bar: `13`. */
function formatHourMark(at: number): string {
  return formatTime(new Date(at).toISOString()).replace(/:00$/, '');
}

/** `mié, 25 nov`. */
function formatDay(at: number): string {
  return weekday().format(at);
}

/** `mié`. */
function formatDayMark(at: number): string {
  return initial().format(at);
}

/** `miércoles, 25 de noviembre de 2026`; for several days the first and the last. @param hasta the end, not in it any more */
function formatRange({ desde, hasta }: { desde: string; hasta: string }): string {
  return whole().formatRange(Date.parse(desde), Date.parse(hasta) - 1);
}
