import type { Summary } from '@relevo/contract';
import { formatDuration, formatQuantity } from '../../view/format.ts';
import { labels } from '../../view/labels.ts';
import { TicketNumber } from '../../view/ticket-number.tsx';
import { HorizontalBar } from './bar.tsx';
import { useFewer } from './use-fewer.tsx';
import { todayWords as words } from './words.ts';

/** Which orders made their customer wait too long, and where they were then. */
export function LatePanel({ demorados }: Pick<Summary, 'demorados'>) {
  const { cantidad, por_estado, mayores } = demorados;
  const { shown, toggle } = useFewer(mayores, 5);
  return (
    <section class="panel" aria-labelledby="demorados" data-grafico="demorados">
      <h2 id="demorados">{words().late}</h2>
      <p class="panel-note">{words().lateNote}</p>
      {cantidad === 0 ? (
        <p class="panel-good">{words().noLate}</p>
      ) : (
        <>
          <table class="data bars bars-late">
            <thead>
              <tr>
                <th scope="col">{words().state}</th>
                <th scope="col">{words().orders}</th>
              </tr>
            </thead>
            <tbody>
              {por_estado.map((one) => (
                <tr key={one.estado}>
                  <th scope="row">
                    {labels().states[one.estado]}{' '}
                    <span class="panel-note">{words().lateHere(formatDuration(one.limite_ms))}</span>
                    <HorizontalBar share={one.cantidad / cantidad} />
                  </th>
                  <td>{formatQuantity(one.cantidad)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <h3>{words().longest}</h3>
          <ol class="late-list">
            {shown.map(({ ticket_id, numero, estado, edad_ms }) => (
              <li key={ticket_id}>
                <b>
                  <TicketNumber numero={numero} />
                </b>
                <span class="panel-note">{words().lateIn(labels().states[estado])}</span>
                <span class="late-age">{formatDuration(edad_ms)}</span>
              </li>
            ))}
          </ol>
          {toggle}
        </>
      )}
    </section>
  );
}
