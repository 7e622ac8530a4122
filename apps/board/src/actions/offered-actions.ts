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

// `next` and `handOver` offer these two.
type PlainAction = Exclude<Action, 'avanzar' | 'mover'>;
const plainActions = actions.filter((accion) => accion !== 'avanzar' && accion !== 'mover');

/** What a person may do to a ticket now, by action and by control. Contains nothing that the service would refuse. */
export type OfferedActions = Record<PlainAction, boolean> & {
  /** The usual next step: a move, or the question who delivers the ticket, if it has no driver yet. */
  next: { kind: 'move'; to: State } | { kind: 'choose-driver' } | null;
  /** Handed over in the shop: from the kitchen straight to the customer. */
  handOver: boolean;
  print: boolean;
};

/**
 * Applies the service's own rules, as far as a ticket shows. @param movedHere whether this person made the ticket's last
 * move on this page: a driver may not undo a colleague's move
 */
export function offeredActions(ticket: Ticket, person: Person, movedHere: boolean): OfferedActions {
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

function nextStep(given: Given): OfferedActions['next'] {
  const barred = barredFor('avanzar', given);
  if (barred) return barred.why === 'needs-driver' ? { kind: 'choose-driver' } : null;
  const [to] = nextStates[given.ticket.estado];
  return to ? { kind: 'move', to } : null;
}

/** The usual state before each state: an undo takes a ticket back there. */
export const stateBefore: Partial<Record<State, State>> = {
  'en-preparacion': 'pendiente',
  'en-camino': 'en-preparacion',
};

// The page knows only its own moves. Only an undo moves a ticket to pendiente, so there is nothing to take back there.
function likelyMoves({ estado, version }: Ticket, authorId: number | null): Move[] {
  if (version === 1 || estado === 'pendiente') return [];
  return [{ accion: 'mover', from: stateBefore[estado] ?? 'en-preparacion', to: estado, at: 0, authorId }];
}
