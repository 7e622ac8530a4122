import { useSignal } from '@preact/signals';
import { formatQuantity } from '../../ui/format.ts';
import { type Bar, niceScale, peakOf } from './hours.ts';
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
  const told = chosen.value ?? peakOf(bars) ?? 0;
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
        <p class="chart-told">{chosen.value === null ? peakText(bars, when) : tell(told)}</p>
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
            value={told}
            aria-valuetext={tell(told)}
            onInput={(event) => {
              chosen.value = Number(event.currentTarget.value);
            }}
            onFocus={() => {
              chosen.value = told;
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
  return (count / (lines.at(-1) ?? 1)) * (bottom - top);
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
