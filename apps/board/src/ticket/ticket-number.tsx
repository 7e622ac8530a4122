import { isTestOrder, type Ticket } from '@relevo/contract';
import { bilingual } from '../i18n/bilingual.ts';

/** Shows an order's number, and highlights the part that differs from others. */
export function TicketNumber({ numero }: { numero: string }) {
  const { common, own, suffix } = splitNumero(numero);
  return (
    <bdi class="ticket-number">
      {common && <span class="ticket-number-common">{common}</span>}
      <span class="ticket-number-own">{own}</span>
      {suffix && <span class="ticket-number-common">{suffix}</span>}
    </bdi>
  );
}

/**
 * Splits an order's number into what many orders share and the part that differs: `PED-20261122-24AF57EC` →
 * `PED-20261122-` and `24AF57EC`, `2026-000187-AR` → `2026-`, `000187` and `-AR`. Does not split short numbers.
 */
export function splitNumero(numero: string): { common: string; own: string; suffix?: string | undefined } {
  const whole = { common: '', own: numero };
  if (numero.length <= 12) return whole;
  // The parts, and what stands between them.
  const parts = numero.split(/([-_/ ])/);
  const hasId = parts.some((part) => part.length > 2 && isCount(part) && !year.test(part));
  let [from, to, day] = [-1, -1, -1];
  parts.forEach((part, index) => {
    if (date.test(part)) day = index;
    if (!isCount(part) || (hasId && year.test(part))) return;
    if (from < 0) from = index;
    to = index;
  });
  if (to < 0) {
    to = parts.length - 1;
    from = day < 0 ? to : day + 2;
  } else if (day >= 0 && from > day) from = day + 2;
  // A part before a longer one is a shop's or a series': `0001-00012345`.
  const { length } = parts[to] ?? '';
  while (from < to && length > 5 && (parts[from] ?? '').length < length) from += 2;
  const own = parts.slice(from, to + 1).join('');
  if (!own) return whole;
  return { common: parts.slice(0, from).join(''), own, suffix: parts.slice(to + 1).join('') || undefined };
}

const date = /^20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/;
const year = /^20\d\d$/;

/** Whether a part of a number may count orders: a word does not, nor does a day. */
function isCount(part: string): boolean {
  return /\d/.test(part) && !date.test(part);
}

const words = bilingual({ es: { test: 'Prueba' }, en: { test: 'Test' } });

/** Marks an order that somebody made only to try the board. */
export function TestFlag({ ticket }: { ticket: Pick<Ticket, 'fuente' | 'origen'> }) {
  if (!isTestOrder(ticket)) return null;
  return <span class="flag">{words().test}</span>;
}
