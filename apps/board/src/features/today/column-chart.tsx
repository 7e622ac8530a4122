import { useSignal } from '@preact/signals';
import type { Summary } from '@relevo/contract';
import { shopClock } from '../../device/clock.ts';
import { formatQuantity } from '../../ui/format.ts';
import { localDay, localHour } from './day-range.ts';
import { todayWords as words } from './words.ts';

type Props = {
  id: string;
  title: string;
  /** What one bar stands for, as the heading of a column. */
  unit: string;
  bars: readonly Bar[];
  /** A bar's time in full, and in short for the axis. */
  when: (from: number) => string;
  mark: (from: number) => string;
};

/**
 * Shows orders over time as columns. Pointing at a column shows its exact figure, and so do the arrow keys: an invisible
 * slider lies over the picture, so that a screen reader reads the figure as well.
 */
export function ColumnChart({ id, title, unit, bars, when, mark }: Props) {
  const chosen = useSignal<number | null>(null);
  const shown = chosen.value ?? peakOf(bars) ?? 0;
  const lines = niceScale(Math.max(0, ...bars.map(({ count }) => count)));
  const tell = (index: number) => {
    const bar = bars[index];
    return bar ? words().bar(when(bar.from), countText(bar.count)) : '';
  };
  const choose = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientX - left) / width) * bars.length);
    chosen.value = Math.min(bars.length - 1, Math.max(0, at));
  };
  return (
    <figure class="panel panel-wide" data-grafico={id}>
      <figcaption>
        <h2>{title}</h2>
        <p class="chart-value">{chosen.value === null ? peakText(bars, when) : tell(shown)}</p>
      </figcaption>
      <div class="columns-chart">
        <Scale lines={lines} />
        <div
          class="columns-plot"
          onPointerMove={choose}
          onPointerDown={choose}
          onPointerLeave={() => {
            chosen.value = null;
          }}
        >
          <Columns bars={bars} lines={lines} chosen={chosen.value} mark={mark} />
          <input
            type="range"
            class="chart-slider"
            aria-label={title}
            min={0}
            max={bars.length - 1}
            value={shown}
            aria-valuetext={tell(shown)}
            onInput={(event) => {
              chosen.value = Number(event.currentTarget.value);
            }}
            onFocus={() => {
              chosen.value = shown;
            }}
            onBlur={() => {
              chosen.value = null;
            }}
          />
        </div>
      </div>
      <details class="chart-table">
        <summary class="button button-quiet">{words().asTable}</summary>
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{unit}</th>
              <th scope="col">{words().orders}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ from, count }) => (
              <tr key={from}>
                <th scope="row">{when(from)}</th>
                <td>{formatQuantity(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

// The top and bottom of the columns within the picture, in percent: the marks stand below.
const [top, bottom] = [6, 88];

function heightOf(count: number, lines: readonly number[]): number {
  return (count / (lines[lines.length - 1] ?? 1)) * (bottom - top);
}

function Scale({ lines }: { lines: readonly number[] }) {
  return (
    <svg class="columns-scale" aria-hidden="true" focusable="false">
      {lines.map((line) => (
        <text key={line} x="100%" y={`${bottom - heightOf(line, lines)}%`} dy="4">
          {formatQuantity(line)}
        </text>
      ))}
    </svg>
  );
}

type ColumnsProps = Pick<Props, 'bars' | 'mark'> & { lines: readonly number[]; chosen: number | null };

function Columns({ bars, lines, chosen, mark }: ColumnsProps) {
  const width = 100 / bars.length;
  const everyMark = Math.ceil(bars.length / 8);
  return (
    <svg class="columns-picture" aria-hidden="true" focusable="false">
      {lines.map((line) => {
        const y = `${bottom - heightOf(line, lines)}%`;
        return <line key={line} class="chart-line" x1="0" x2="100%" y1={y} y2={y} />;
      })}
      {bars.map(({ from, count }, index) => (
        <g key={from} class="chart-column" data-elegida={chosen === index ? 'si' : undefined}>
          <rect
            class="chart-ground"
            x={`${index * width}%`}
            width={`${width}%`}
            y={`${top}%`}
            height={`${bottom - top}%`}
          />
          <rect
            class="chart-bar"
            x={`${(index + 0.14) * width}%`}
            width={`${width * 0.72}%`}
            y={`${bottom - heightOf(count, lines)}%`}
            height={`${heightOf(count, lines)}%`}
          />
          {index % everyMark === 0 && (
            <text class="chart-mark" x={`${(index + 0.5) * width}%`} y="100%" dy="-3">
              {mark(from)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

function peakText(bars: readonly Bar[], when: (from: number) => string): string {
  const peak = bars[peakOf(bars) ?? -1];
  return peak ? words().peak(when(peak.from), countText(peak.count)) : '';
}

function countText(count: number): string {
  return words().count(formatQuantity(count), count);
}

type Hours = Summary['por_hora'];

/** The number of orders in a period that begins at `from` (epoch ms). */
type Bar = { from: number; count: number };

/** Makes one bar for each hour. */
export function byHour(hours: Hours): Bar[] {
  return hours.map(({ desde, pedidos }) => ({ from: Date.parse(desde), count: pedidos }));
}

/** Makes one bar for each day of the shop. */
export function byDay(hours: Hours): Bar[] {
  return grouped(hours, localDay);
}

/** Makes one bar for each hour of the day, over all days, which shows when the rush comes. */
export function byHourOfDay(hours: Hours): Bar[] {
  const { dayEndsAt } = shopClock.value;
  const hourOfDay = (at: number) => (localHour(at) - dayEndsAt + 24) % 24;
  const bars = grouped(hours, (at) => String(hourOfDay(at)));
  return bars.sort((a, b) => hourOfDay(a.from) - hourOfDay(b.from));
}

/** Finds the bar with the most orders, the first of several; undefined where there is no order at all. */
export function peakOf(bars: readonly Bar[]): number | undefined {
  const most = Math.max(0, ...bars.map(({ count }) => count));
  return most === 0 ? undefined : bars.findIndex(({ count }) => count === most);
}

function grouped(hours: Hours, keyOf: (at: number) => string): Bar[] {
  const groups = new Map<string, Bar>();
  for (const { from, count } of byHour(hours)) {
    const key = keyOf(from);
    const group = groups.get(key) ?? { from, count: 0 };
    groups.set(key, { ...group, count: group.count + count });
  }
  return [...groups.values()];
}

/**
 * Chooses the lines of a scale up to `largest`: at most four, at whole numbers that are easy to read.
 * @returns for example [0, 5, 10, 15] for 12
 */
export function niceScale(largest: number): number[] {
  const rough = Math.max(1, largest / 3);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? rough;
  const lines = Math.max(1, Math.ceil(largest / step));
  return Array.from({ length: lines + 1 }, (_, line) => line * step);
}
