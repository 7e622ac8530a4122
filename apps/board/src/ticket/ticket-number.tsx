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
  const [, common = '', own = numero, suffix] = (numero.length > 12 && numberParts.exec(numero)) || [];
  return { common, own, suffix: suffix || undefined };
}

/*
 * Before the count: all but a long last part; or words, and then a day, a year or a series (`0001-00012345`). A year stands
 * before a count of three or more, as `2026-1` may be the first part of order 2026. Behind it: a day, words.
 */
const numberParts =
  /^(?=.*\d)(.{12,}[-_/ ](?=[^-_/ ]*\d)(?=[^-_/ ]{8,}$)|(?:\D*[-_/ ])?(?:20\d{6}[-_/ ]|20\d\d[-_/ ](?=[^-_/ ]{3})|\d{1,5}[-_/ ](?=\d{6})(?!20\d{6}(?!\d)))?)(.+?)((?:[-_/ ]20\d{6})?(?:[-_/ ]\D*)?)$/;

const words = bilingual({ es: { test: 'Prueba' }, en: { test: 'Test' } });

/** Marks an order that somebody made only to try the board. */
export function TestFlag({ ticket }: { ticket: Pick<Ticket, 'fuente' | 'origen'> }) {
  if (!isTestOrder(ticket)) return null;
  return <span class="flag">{words().test}</span>;
}
