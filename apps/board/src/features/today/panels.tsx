import { useSignal } from '@preact/signals';
import type { Summary } from '@relevo/contract';
import type { ComponentChildren } from 'preact';
import { labels } from '../../i18n/labels.ts';
import { TicketNumber } from '../../ticket/ticket-number.tsx';
import { formatDuration, formatMoney, formatQuantity, perLanguage } from '../../ui/format.ts';
import { todayWords as words } from './words.ts';

/** The day at a glance. */
export function KeyFigures({ summary }: { summary: Summary }) {
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

/** How long orders stay in each state: the median as a bar, the 90th percentile as the end of its line. */
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

/** How much each driver delivered, and how long they were on the way. */
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

/** Which orders made their customer wait too long, and in which state. */
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

type Props = Pick<Summary, 'productos' | 'otros_productos'>;

/** What was sold. */
export function ProductsPanel({ productos, otros_productos: others }: Props) {
  const { shown, toggle } = useFewer(productos, 10);
  const most = Math.max(1e-9, ...productos.map(({ cantidad }) => cantidad));
  return (
    <section class="panel" aria-labelledby="productos" data-grafico="productos">
      <h2 id="productos">{words().products}</h2>
      {productos.length === 0 ? (
        <p class="panel-note">{words().noProducts}</p>
      ) : (
        <table class="data bars">
          <thead>
            <tr>
              <th scope="col">{words().product}</th>
              <th scope="col">{words().quantity}</th>
              <th scope="col">{words().amount}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ nombre, unidad, cantidad, importe }) => (
              <tr key={`${nombre} ${unidad}`}>
                <th scope="row">
                  <bdi>{nombre}</bdi>
                  <HorizontalBar share={cantidad / most} />
                </th>
                <td>{formatQuantity(cantidad, unidad)}</td>
                <td>{importe > 0 ? formatMoney(importe) : '—'}</td>
              </tr>
            ))}
          </tbody>
          {others.productos > 0 && shown.length === productos.length && (
            <tfoot>
              <tr>
                <th scope="row">{words().others(formatQuantity(others.productos), others.productos)}</th>
                <td>{formatQuantity(others.cantidad)}</td>
                <td>{others.importe > 0 ? formatMoney(others.importe) : '—'}</td>
              </tr>
            </tfoot>
          )}
        </table>
      )}
      {toggle}
    </section>
  );
}

const percent = perLanguage((locale) => new Intl.NumberFormat(locale, { style: 'percent' }));

/** Formats a share: 12 of 100 is `12 %`. A part of nothing is 0 %. */
function formatShare(part: number, of: number): string {
  return percent().format(of === 0 ? 0 : part / of);
}

/**
 * Shows a figure as the length of a bar. A screen reader skips it, because the text stands beside it.
 * @param share the length as a part of the longest bar, 0 to 1
 * @param tail where a thin line after the bar ends, 0 to 1
 */
function HorizontalBar({ share, tail }: { share: number; tail?: number }) {
  const percent = (part: number) => `${Math.min(1, Math.max(0, part)) * 100}%`;
  return (
    <svg class="bar" aria-hidden="true" focusable="false">
      <rect class="bar-track" width="100%" height="100%" rx="3" />
      {tail !== undefined && (
        <>
          <line class="bar-tail" x1={percent(share)} x2={percent(tail)} y1="50%" y2="50%" />
          <line class="bar-tail" x1={percent(tail)} x2={percent(tail)} y1="15%" y2="85%" />
        </>
      )}
      <rect class="bar-fill" width={percent(share)} height="100%" rx="3" />
    </svg>
  );
}

/** Shortens a long list, with a button that shows all of it. */
function useFewer<T>(all: readonly T[], few: number): { shown: readonly T[]; toggle: ComponentChildren } {
  const whole = useSignal(false);
  if (all.length <= few) return { shown: all, toggle: null };
  const toggle = (
    <button
      type="button"
      class="button button-quiet"
      aria-expanded={whole.value}
      onClick={() => {
        whole.value = !whole.value;
      }}
    >
      {whole.value ? words().fewer : words().more(formatQuantity(all.length))}
    </button>
  );
  return { shown: whole.value ? all : all.slice(0, few), toggle };
}
