import type { State } from '@relevo/contract';
import type { ShownTicket } from '../commands/queued-command.ts';
import { labels } from '../view/labels.ts';
import { bilingual } from '../words/bilingual.ts';
import { judgeMove } from './judge-move.ts';
import type { Workbench } from './workbench.ts';

const words = bilingual({
  es: {
    'already-there': (_from: string, to: string) => `El pedido ya está en ${to}.`,
    'no-such-way': (from: string, to: string) => `De ${from} no se pasa a ${to}.`,
    'not-yours': () => 'Este pedido no lo podés mover.',
  },
  en: {
    'already-there': (_from: string, to: string) => `The order is already in ${to}.`,
    'no-such-way': (from: string, to: string) => `An order does not go from ${from} to ${to}.`,
    'not-yours': () => 'You cannot move this order.',
  },
});

/** Takes a ticket to a state, or asks first what has to be known. @returns why not, in words, or null */
export function moveTicket(work: Workbench, ticket: ShownTicket, to: State): string | null {
  const verdict = judgeMove(ticket, work.offers(ticket), to);
  if (verdict.kind === 'no') return words()[verdict.why](labels().states[ticket.estado], labels().states[to]);
  if (verdict.kind === 'ask') work.open(ticket.ticket_id, verdict.step);
  else work.run(ticket, verdict.work);
  return null;
}
