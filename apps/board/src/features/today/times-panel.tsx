import type { Summary } from '@relevo/contract';
import { formatDuration, formatQuantity } from '../../view/format.ts';
import { labels } from '../../view/labels.ts';
import { HorizontalBar } from './bar.tsx';
import { todayWords as words } from './words.ts';

/** How long orders are in each state: the median as a bar, the 90th percentile as where its line ends. */
export function TimesPanel({ tiempos }: Pick<Summary, 'tiempos'>) {
  const longest = Math.max(1, ...tiempos.map(({ p90_ms }) => p90_ms ?? 0));
  return (
    <section class="panel" aria-labelledby="tiempos" data-grafico="tiempos">
      <h2 id="tiempos">{words().times}</h2>
      <p class="panel-note">{words().timesNote}</p>
      <table class="data bars">
        <thead>
          <tr>
            <th scope="col">{words().state}</th>
            <th scope="col">{words().median}</th>
            <th scope="col">{words().p90}</th>
          </tr>
        </thead>
        <tbody>
          {tiempos.map(({ estado, cantidad, mediana_ms, p90_ms }) => (
            <tr key={estado} data-estado={estado}>
              <th scope="row">
                {labels().states[estado]} <span class="panel-note">{formatQuantity(cantidad)}</span>
                <HorizontalBar share={(mediana_ms ?? 0) / longest} tail={(p90_ms ?? 0) / longest} />
              </th>
              {mediana_ms === null || p90_ms === null ? (
                <td colSpan={2}>{words().noTimes}</td>
              ) : (
                <>
                  <td>{formatDuration(mediana_ms)}</td>
                  <td>{words().upTo(formatDuration(p90_ms))}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
