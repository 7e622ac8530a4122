import { openStates } from '@relevo/contract';
import { cancelReason, closedAt, type OrderHistory, staysOf } from './order-history.ts';
import { localTime } from './range.ts';

const minuteMs = 60_000;

/** An order as one row of the CSV, under `columnNames`. A time that still runs is left empty: it would be old by the time it is read. */
export function describeOrder(order: OrderHistory, offsetMin: number): (string | number | null)[] {
  const { ticket, createdAt } = order;
  const stays = staysOf(order);
  const closed = closedAt(order);
  return [
    ticket.numero,
    localTime(createdAt, offsetMin).slice(0, 19).replace('T', ' '),
    ticket.estado,
    ticket.cliente_nombre,
    ticket.repartidor?.nombre ?? null,
    ticket.metodo_pago,
    ticket.total,
    ...openStates.map((estado) => {
      const stay = stays.find((one) => one.estado === estado);
      return stay?.to ? minutes(stay.to - stay.from) : null;
    }),
    closed === null ? null : minutes(closed - createdAt),
    cancelReason(order),
  ];
}

function minutes(ms: number): number {
  return Math.round(Math.max(0, ms) / (minuteMs / 10)) / 10;
}
