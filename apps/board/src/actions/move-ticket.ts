import type { State, Ticket, Wish } from '@relevo/contract';
import { bilingual } from '../i18n/bilingual.ts';
import { labels } from '../i18n/labels.ts';
import type { DialogStep } from './action-places.ts';
import { type OfferedActions, stateBefore } from './offered-actions.ts';
import type { ShownTicket } from './queued-command.ts';
import type { TicketActions } from './ticket-actions.ts';

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

/** Moves a ticket to a state, or first asks what is missing. @returns the reason why not, in words, or null */
export function moveTicket(actions: TicketActions, ticket: ShownTicket, to: State): string | null {
  const verdict = decideDrop(ticket, actions.offers(ticket), to);
  if (verdict.kind === 'no') return words()[verdict.why](labels().states[ticket.estado], labels().states[to]);
  if (verdict.kind === 'ask') actions.open(ticket.ticket_id, verdict.step);
  else actions.run(ticket, verdict.wish);
  return null;
}

/** How a ticket gets to a state: by a command, after a question, or not at all. */
type MoveVerdict =
  | { kind: 'do'; wish: Wish }
  | { kind: 'ask'; step: Extract<DialogStep, 'salida' | 'cancelar'> }
  | { kind: 'no'; why: 'already-there' | 'no-such-way' | 'not-yours' };

/** Decides by the same rules as the buttons: refuses what the service would refuse. */
export function decideDrop(
  { estado }: Pick<Ticket, 'estado'>,
  offers: OfferedActions,
  to: State,
): MoveVerdict {
  const { next } = offers;
  if (to === estado) return { kind: 'no', why: 'already-there' };
  if (!Object.values(offers).some(Boolean)) return { kind: 'no', why: 'not-yours' };
  if (to === 'cancelado' && offers.cancelar) return { kind: 'ask', step: 'cancelar' };
  if (next?.kind === 'choose-driver' && to === 'en-camino') return { kind: 'ask', step: 'salida' };
  if (next?.kind === 'move' && next.to === to) return { kind: 'do', wish: { accion: 'avanzar' } };
  if (to === 'entregado' && offers.handOver) return { kind: 'do', wish: { accion: 'mover', estado: to } };
  if (stateBefore(estado) === to && offers.deshacer) return { kind: 'do', wish: { accion: 'deshacer' } };
  return { kind: 'no', why: 'no-such-way' };
}
