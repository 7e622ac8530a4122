import { openStates } from '@relevo/contract';
import { cancelReason, closedAt, type OrderHistory, staysOf } from './order-history.ts';
import { localTime } from './range.ts';

const minuteMs = 60_000;

/** The columns of the CSV. Times in a state are in minutes; when an order came in is told by the shop's clock. */
export function columnNames(offsetMin: number): string[] {
  return [
    'Número',
    `Entró (UTC${offsetText(offsetMin)})`,
    'Estado',
    'Cliente',
    'Repartidor',
    'Pago',
    'Total',
    'Pendiente (min)',
    'En preparación (min)',
    'En camino (min)',
    'Hasta el final (min)',
    'Motivo de cancelación',
  ];
}

/** An order as one row of the CSV. A time that still runs is left empty: it would be old by the time it is read. */
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

function offsetText(offsetMin: number): string {
  if (offsetMin === 0) return '';
  const two = (part: number) => String(part).padStart(2, '0');
  const size = Math.abs(offsetMin);
  return `${offsetMin < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
