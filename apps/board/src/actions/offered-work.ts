import {
  type Action,
  actions,
  barredFor,
  type Given,
  isOffered,
  type Move,
  nextStates,
  type Person,
  type State,
  type Ticket,
} from '@relevo/contract';

// These two stand behind `next` and `handOver`.
type PlainAction = Exclude<Action, 'avanzar' | 'mover'>;
const plainActions = actions.filter((accion) => accion !== 'avanzar' && accion !== 'mover');

/** What somebody may do to a ticket now, by action and by what a control says. What the service would refuse is not in it. */
export type OfferedWork = Record<PlainAction, boolean> & {
  /** The usual next step: a move, or a question first, because nobody takes the ticket on its way yet. */
  next: { kind: 'move'; to: State } | { kind: 'choose-driver' } | null;
  /** Handed over in the shop: from the kitchen straight to the customer. */
  handOver: boolean;
  print: boolean;
};

/**
 * The service's own rules, as far as a ticket tells. @param movedHere whether this person made the ticket's last move
 * on this page: of a colleague's moves a driver may undo none
 */
export function offeredWork(ticket: Ticket, person: Person, movedHere: boolean): OfferedWork {
  const isDriver = person.rol === 'repartidor';
  const moves = likelyMoves(ticket, movedHere ? person.id : null);
  const given: Given = { ticket, moves, driver: undefined, person, now: 0 };
  const may = (accion: Action) => isOffered(accion, given);
  return {
    next: nextStep(given),
    handOver: may('mover') && !isDriver && ticket.estado === 'en-preparacion',
    ...(Object.fromEntries(plainActions.map((accion) => [accion, may(accion)])) as Record<
      PlainAction,
      boolean
    >),
    print: person.rol !== 'lectura' && (!isDriver || ticket.repartidor?.id === person.id),
  };
}

function nextStep(given: Given): OfferedWork['next'] {
  const barred = barredFor('avanzar', given);
  if (barred) return barred.why === 'needs-driver' ? { kind: 'choose-driver' } : null;
  const [to] = nextStates[given.ticket.estado];
  return to ? { kind: 'move', to } : null;
}

/** Where a ticket is as a rule before it comes to a state: that is where an undo takes it back to. */
export const stateBefore: Partial<Record<State, State>> = {
  'en-preparacion': 'pendiente',
  'en-camino': 'en-preparacion',
};

// The page knows no moves but its own. Nothing moves a ticket to pendiente but an undo, so there is nothing to take back.
function likelyMoves({ estado, version }: Ticket, authorId: number | null): Move[] {
  if (version === 1 || estado === 'pendiente') return [];
  return [{ accion: 'mover', from: stateBefore[estado] ?? 'en-preparacion', to: estado, at: 0, authorId }];
}
