import { isTestOrder, type Ticket } from '@relevo/contract';
import { bilingual } from '../i18n/bilingual.ts';

/** Shows an order's number, and highlights the part that differs from others. */
export function TicketNumber({ numero }: { numero: string }) {
  const { common, own } = splitNumero(numero);
  return (
    <bdi class="ticket-number">
      {common && <span class="ticket-number-common">{common}</span>}
      <span class="ticket-number-own">{own}</span>
    </bdi>
  );
}

/**
 * Splits an order's number into the part that all orders of a day share and the part that differs:
 * `PED-20261122-24AF57EC` → `PED-20261122-` and `24AF57EC`. Does not split short numbers.
 */
export function splitNumero(numero: string): { common: string; own: string } {
  const cut = numero.lastIndexOf('-') + 1;
  if (numero.length <= 12 || cut === 0 || cut === numero.length) return { common: '', own: numero };
  return { common: numero.slice(0, cut), own: numero.slice(cut) };
}

const words = bilingual({ es: { test: 'Prueba' }, en: { test: 'Test' } });

/** Marks an order that somebody made only to try the board. */
export function TestFlag({ ticket }: { ticket: Pick<Ticket, 'fuente' | 'origen'> }) {
  if (!isTestOrder(ticket)) return null;
  return <span class="flag">{words().test}</span>;
}
