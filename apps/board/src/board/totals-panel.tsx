import './totals.css';
import { type ProductTotal, productKey } from '@relevo/contract';
import { splitNumero } from '../ticket/ticket-number.tsx';
import { formatQuantity } from '../ui/format.ts';
import { noFilter } from './board-filter.ts';
import type { Overview } from './overview.ts';
import { overviewWords as words } from './words.ts';

type Props = { overview: Overview; numeroOf: (ticketId: number) => string | undefined };

/** Shows what the kitchen has to make, by product, and which orders each product is for. */
export function TotalsPanel({ overview, numeroOf }: Props) {
  const totals = byWhatIsLeft(overview.totals.value);
  const { producto } = overview.state.value;
  return (
    <aside class="totals" aria-labelledby="para-preparar" data-panel="preparar">
      <header class="totals-head">
        <h2 id="para-preparar">{words().toMake}</h2>
        <button
          type="button"
          class="button button-quiet"
          data-accion="cerrar-preparar"
          onClick={() => overview.change({ preparar: false, producto: null })}
        >
          {words().close}
        </button>
      </header>
      {totals.length === 0 && <p class="totals-none">{words().nothingToMake}</p>}
      <ul class="totals-list">
        {totals.map((total) => {
          const key = productKey(total.nombre, total.unidad);
          const isMarked = key === producto;
          return (
            <li
              key={key}
              data-producto={total.nombre}
              data-falta={total.falta}
              data-cantidad={total.cantidad}
            >
              <button
                type="button"
                class="total"
                data-accion="resaltar"
                aria-pressed={isMarked}
                title={isMarked ? words().clearMark : words().mark(total.nombre)}
                onClick={() => overview.change({ producto: isMarked ? null : key })}
              >
                <Amount total={total} />
                <bdi class="total-name">{total.nombre}</bdi>
              </button>
              {isMarked && <Orders tickets={total.tickets} numeroOf={numeroOf} overview={overview} />}
            </li>
          );
        })}
      </ul>
    </aside>
  );
}

function Amount({ total: { falta, cantidad, unidad } }: { total: ProductTotal }) {
  return (
    <span class="total-amount">
      <strong>{falta === 0 ? words().allDone : formatQuantity(falta, unidad)}</strong>
      {falta > 0 && falta !== cantidad && <small> {words().ofTotal(formatQuantity(cantidad, unidad))}</small>}
    </span>
  );
}

type OrdersProps = { tickets: number[]; numeroOf: Props['numeroOf']; overview: Overview };

function Orders({ tickets, numeroOf, overview }: OrdersProps) {
  const goTo = (ticketId: number) => {
    // A filter may hide the ticket, and it is on the side of the open orders.
    const found = isInSight(ticketId);
    if (!found) overview.change({ ...noFilter, ver: 'abiertos' });
    requestAnimationFrame(() => show(ticketId));
  };
  return (
    <ul class="total-orders">
      {tickets.map((ticketId) => {
        const numero = numeroOf(ticketId) ?? '';
        return (
          <li key={ticketId}>
            <button
              type="button"
              class="chip"
              aria-label={words().goTo(numero)}
              onClick={() => goTo(ticketId)}
            >
              <bdi>{splitNumero(numero).own}</bdi>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function cardOf(ticketId: number): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-ticket-id="${ticketId}"]`);
}

function isInSight(ticketId: number): boolean {
  return cardOf(ticketId)?.closest('[hidden]') === null;
}

function show(ticketId: number): void {
  const card = cardOf(ticketId);
  card?.scrollIntoView({ block: 'center', inline: 'start' });
  card?.focus({ preventScroll: true });
}

/** Puts unfinished products first, the largest amount on top, and finished ones last. */
function byWhatIsLeft(totals: readonly ProductTotal[]): ProductTotal[] {
  return [...totals].sort((one, other) => other.falta - one.falta);
}
