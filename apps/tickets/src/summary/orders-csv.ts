import { arrivedAt, decodeEntities, openStates } from '@relevo/contract';
import { cancelReason, closedAt, type OrderHistory, staysOf } from './order-history.ts';
import { localTime } from './range.ts';

const minuteMs = 60_000;

/** A text stays a text in the spreadsheet; a number and a `moment` become what it counts with. */
type Cell = string | number | { moment: string } | null;

/**
 * An order as a row of the CSV, under `columnNames`. A time that still runs is left empty: it would
 * soon be wrong. An order that was in a state twice has both times together.
 */
export function describeOrder(order: OrderHistory, offsetMin: number): Cell[] {
  const { ticket, createdAt } = order;
  const stays = staysOf(order);
  const closed = closedAt(order);
  return [
    ticket.numero,
    clockTime(createdAt, offsetMin),
    clockTime(Date.parse(arrivedAt(ticket)), offsetMin),
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

function clockTime(at: number, offsetMin: number): { moment: string } {
  return { moment: localTime(at, offsetMin).slice(0, 19).replace('T', ' ') };
}

function minutes(ms: number): number {
  return Math.round(Math.max(0, ms) / (minuteMs / 10)) / 10;
}

type Language = 'es' | 'en';

const names: Record<Language, (utc: string) => string[]> = {
  es: (utc) => [
    'Número',
    `Se pidió (${utc})`,
    `Llegó (${utc})`,
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
    `Placed (${utc})`,
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

/** The headings of the CSV. Times in a state are in minutes; the moments are in the shop's time zone. */
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
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', ',');
  if (typeof value === 'object') return value.moment;
  const text = forSpreadsheet(decodeEntities(value));
  return /[";,\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes a text so that a spreadsheet takes it for text: neither for a formula, nor for a number or a date. */
function forSpreadsheet(text: string): string {
  // It would run a customer's name that begins like this: https://owasp.org/www-community/attacks/CSV_Injection
  if (/^[\s\p{Cc}]*[=+\-@＝＋－＠]/u.test(text) || /^[\t\r\n]/.test(text)) return `'${text}`;
  // A formula that gives the text itself: an apostrophe would be seen, and would not be found by a lookup.
  return isReadAsNumber(text) ? `="${text.replaceAll('"', '""')}"` : text;
}

// A spreadsheet takes no longer text in a formula.
const longestInFormula = 255;
const monthsAndMore =
  /e(?=[+-]?\d)|[ap]\.? ?m\b\.?|\bde\b|(?:ene|jan|feb|mar|abr|apr|may|jun|jul|ago|aug|set|sep|oct|nov|dic|dec)\p{L}*\.?/giu;

/**
 * Tells whether a spreadsheet would store something else than this text: `2000003508419013` ends in 0 then, `0012` is 12,
 * `3-5` and `mar-5` are days, `1E5` is 100000.
 */
function isReadAsNumber(text: string): boolean {
  if (text.length > longestInFormula) return false;
  if (/^\s*(?:true|false|verdadero|falso)\s*$/i.test(text)) return true;
  return /\d/.test(text) && !/\p{L}/u.test(text.replace(monthsAndMore, ''));
}
