import type { Ticket } from '@relevo/contract';

/** What a driver has to do about the money: collect it, or read how it was agreed and use their head. */
export type Payment = { kind: 'collect' | 'as-stated'; method: string | null; total: number };

/**
 * How an order is paid is free text. «Collect» is only said where it says cash and nothing beside: half in cash,
 * already paid, or a word that nobody knows is shown as it stands.
 */
export function judgePayment({ metodo_pago, total }: Pick<Ticket, 'metodo_pago' | 'total'>): Payment {
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
  // What the customer will hand over: the total is what is collected, and the text is shown too.
  const text = method.toLowerCase().replace(/(paga|abona) con \$? ?[\d.,]+/, '');
  const words = text.split(/[^\p{L}\p{N}+/%]+/u).filter(Boolean);
  return (
    words.some((word) => cash.includes(word)) && words.every((word) => [...cash, ...about].includes(word))
  );
}
