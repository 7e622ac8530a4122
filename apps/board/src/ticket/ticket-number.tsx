import { isTestOrder, type Ticket } from '@relevo/contract';
import { bilingual } from '../i18n/bilingual.ts';

/** An order's number, with the part that tells it apart standing out. */
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
 * An order's number in what all orders of the day share and what tells them apart, so that the second can stand
 * out: `PED-20261122-24AF57EC` → `PED-20261122-` and `24AF57EC`. Short numbers are not split.
 */
export function splitNumero(numero: string): { common: string; own: string } {
  const cut = numero.lastIndexOf('-') + 1;
  if (numero.length <= 12 || cut === 0 || cut === numero.length) return { common: '', own: numero };
  return { common: numero.slice(0, cut), own: numero.slice(cut) };
}

const words = bilingual({ es: { test: 'Prueba' }, en: { test: 'Test' } });

/** Says that an order was only made to try the board. */
export function TestFlag({ ticket }: { ticket: Pick<Ticket, 'fuente' | 'origen'> }) {
  if (!isTestOrder(ticket)) return null;
  return <span class="flag">{words().test}</span>;
}
