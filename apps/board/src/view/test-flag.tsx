import { isTestOrder, type Ticket } from '@relevo/contract';
import { bilingual } from '../words/bilingual.ts';

const words = bilingual({ es: { test: 'Prueba' }, en: { test: 'Test' } });

/** Says that an order was only made to try the board. */
export function TestFlag({ ticket }: { ticket: Pick<Ticket, 'fuente' | 'origen'> }) {
  if (!isTestOrder(ticket)) return null;
  return <span class="flag">{words().test}</span>;
}
