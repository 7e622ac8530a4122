import type { Ticket } from '@relevo/contract';

/** What a driver has to do about the money: collect it, or read how the payment was agreed and decide. */
export type Payment = { kind: 'collect' | 'as-stated'; method: string | null; total: number };

/**
 * Decides whether the driver collects money. The payment method is free text: only a text that says cash and nothing
 * else means «collect». Half in cash, already paid or an unknown word is shown as it stands.
 */
export function describePayment({ metodo_pago, total }: Pick<Ticket, 'metodo_pago' | 'total'>): Payment {
  const collect = total > 0 && saysOnlyCash(metodo_pago ?? '');
  return { kind: collect ? 'collect' : 'as-stated', method: metodo_pago, total };
}

const cash = ['efectivo', 'cash', 'contado', 'contraentrega', 'contrareembolso', 'contrarreembolso'];
const about = [
  'en',
  'al',
  'pago',
  'a',
  'la',
  'el',
  'de',
  'contra',
  'entrega',
  'recibir',
  'on',
  'delivery',
  'payment',
];

function saysOnlyCash(method: string): boolean {
  // Ignore the amount that the customer will hand over: the driver collects the total and sees the text too.
  const text = method.toLowerCase().replace(/(paga|abona) con \$? ?[\d.,]+/, '');
  const words = text.split(/[^\p{L}\p{N}+/%]+/u).filter(Boolean);
  return (
    words.some((word) => cash.includes(word)) && words.every((word) => [...cash, ...about].includes(word))
  );
}
