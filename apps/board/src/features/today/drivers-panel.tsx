import type { Summary } from '@relevo/contract';
import { formatDuration, formatQuantity } from '../../view/format.ts';
import { HorizontalBar } from './bar.tsx';
import { todayWords as words } from './words.ts';

/** Who delivered how much, and how long it took them on the way. */
export function DriversPanel({ repartidores }: Pick<Summary, 'repartidores'>) {
  const most = Math.max(1, ...repartidores.map(({ entregados }) => entregados));
  return (
    <section class="panel" aria-labelledby="repartidores" data-grafico="repartidores">
      <h2 id="repartidores">{words().drivers}</h2>
      {repartidores.length === 0 ? (
        <p class="panel-note">{words().noDrivers}</p>
      ) : (
        <table class="data bars">
          <thead>
            <tr>
              <th scope="col">{words().driver}</th>
              <th scope="col">{words().delivered}</th>
              <th scope="col">{words().trip}</th>
            </tr>
          </thead>
          <tbody>
            {repartidores.map(({ repartidor, entregados, mediana_ms }) => (
              <tr key={repartidor?.id ?? 0}>
                <th scope="row">
                  {repartidor ? <bdi>{repartidor.nombre}</bdi> : words().pickUp}
                  <HorizontalBar share={entregados / most} />
                </th>
                <td>{formatQuantity(entregados)}</td>
                <td>{mediana_ms === null ? '—' : formatDuration(mediana_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
