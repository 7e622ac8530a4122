import { splitNumero } from './split-numero.ts';

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
