import { ColumnChart } from './column-chart.tsx';
import { DriversPanel } from './drivers-panel.tsx';
import { byDay, byHour, byHourOfDay } from './group-hours.ts';
import { KeyFigures } from './key-figures.tsx';
import { LatePanel } from './late-panel.tsx';
import { ProductsPanel } from './products-panel.tsx';
import { TimesPanel } from './times-panel.tsx';
import { formatDay, formatDayMark, formatHour, formatHourMark, formatRange } from './today-format.ts';
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
