import type { State, Ticket } from '@relevo/contract';
import type { Work } from '../commands/queued-command.ts';
import type { OfferedWork } from './offered-work.ts';
import type { DialogStep } from './workbench.ts';

/** What it takes to get a ticket to a state: a command, a question first, or it cannot be done from here. */
export type MoveVerdict =
  | { kind: 'do'; work: Work }
  | { kind: 'ask'; step: Extract<DialogStep, 'salida' | 'cancelar'> }
  | { kind: 'no'; why: 'already-there' | 'no-such-way' | 'not-yours' };

// Where a ticket is as a rule before it comes to a state: that is where an undo takes it back to.
const before: Partial<Record<State, State>> = {
  'en-preparacion': 'pendiente',
  'en-camino': 'en-preparacion',
};

/** The same ways as the buttons have: what the service would refuse is refused here. */
export function judgeMove({ estado }: Pick<Ticket, 'estado'>, offers: OfferedWork, to: State): MoveVerdict {
  const { next } = offers;
  if (to === estado) return { kind: 'no', why: 'already-there' };
  if (!Object.values(offers).some(Boolean)) return { kind: 'no', why: 'not-yours' };
  if (to === 'cancelado' && offers.cancel) return { kind: 'ask', step: 'cancelar' };
  if (next?.kind === 'choose-driver' && to === 'en-camino') return { kind: 'ask', step: 'salida' };
  if (next?.kind === 'move' && next.to === to) return { kind: 'do', work: { accion: 'avanzar' } };
  if (to === 'entregado' && offers.handOver) return { kind: 'do', work: { accion: 'mover', estado: to } };
  if (before[estado] === to && offers.undo) return { kind: 'do', work: { accion: 'deshacer' } };
  return { kind: 'no', why: 'no-such-way' };
}
