import { openStates } from '@relevo/contract';
import { cancelReason, closedAt, type OrderHistory, staysOf } from './order-history.ts';
import { localTime } from './range.ts';

const minuteMs = 60_000;

/**
 * An order as a row of the CSV, under `columnNames`. A time that still runs is left empty: it would
 * soon be wrong. An order that was in a state twice has both times together.
 */
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
      const own = stays.filter((one) => one.estado === estado);
      const hasEnded = own.length > 0 && own.every(({ to }) => to);
      return hasEnded ? minutes(own.reduce((sum, { from, to }) => sum + ((to ?? from) - from), 0)) : null;
    }),
    closed === null ? null : minutes(closed - createdAt),
    cancelReason(order),
  ];
}

function minutes(ms: number): number {
  return Math.round(Math.max(0, ms) / (minuteMs / 10)) / 10;
}

type Language = 'es' | 'en';

const names: Record<Language, (utc: string) => string[]> = {
  es: (utc) => [
    'Número',
    `Entró (${utc})`,
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
  ],
  en: (utc) => [
    'Number',
    `Came in (${utc})`,
    'State',
    'Customer',
    'Driver',
    'Payment',
    'Total',
    'Pending (min)',
    'In the kitchen (min)',
    'On the way (min)',
    'Until the end (min)',
    'Reason for cancelling',
  ],
};

/** The headings of the CSV. Times in a state are in minutes; the time of arrival is in the shop's time zone. */
export function columnNames(language: Language, offsetMin: number): string[] {
  return names[language](`UTC${offsetText(offsetMin)}`);
}

function offsetText(offsetMin: number): string {
  if (offsetMin === 0) return '';
  const two = (part: number) => String(part).padStart(2, '0');
  const size = Math.abs(offsetMin);
  return `${offsetMin < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * A line of a CSV file (RFC 4180) with its line break. The separator is `;`: where decimals are written with a comma, as
 * in Argentina and most of the Spanish-speaking world, spreadsheets expect it, and a comma would split `1234,50`.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', ',');
  const text = withoutFormula(value);
  return /[";,\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// A spreadsheet would run a customer's name that begins like this: https://owasp.org/www-community/attacks/CSV_Injection
function withoutFormula(text: string): string {
  return /^[\s\p{Cc}]*[=+\-@＝＋－＠]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}
