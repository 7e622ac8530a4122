import type { Ticket } from '@relevo/contract';
import { cardWords } from '../../view/card-words.ts';
import { formatMoney } from '../../view/format.ts';
import { judgePayment } from './judge-payment.ts';
import { driverWords as words } from './words.ts';

/** What to do about the money, in the largest type of the card. */
export function DeliveryPayment({ ticket }: { ticket: Ticket }) {
  const { kind, method, total } = judgePayment(ticket);
  const stated = <bdi class="ticket-method">{method ?? cardWords().noPayment}</bdi>;
  return (
    <p class="delivery-payment" data-pago={kind === 'collect' ? 'cobrar' : 'indicado'}>
      <strong>{kind === 'collect' ? words().collect(formatMoney(total)) : stated}</strong>
      <span>{kind === 'collect' ? stated : words().total(formatMoney(total))}</span>
    </p>
  );
}
