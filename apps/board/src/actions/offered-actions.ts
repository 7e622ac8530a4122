import {
  type Action,
  actions,
  barredFor,
  type Given,
  isOffered,
  isOpen,
  type Move,
  nextStates,
  type Person,
  type State,
  states,
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

/** A move that this person made on this page, and that nothing has followed yet. */
export type OwnMove = { from: State; to: State };

/**
 * Applies the service's own rules, as far as a ticket shows. @param ownMove the ticket's last move, if this person made it
 * on this page: a driver may not undo a colleague's move
 */
export function offeredActions(ticket: Ticket, person: Person, ownMove: OwnMove | undefined): OfferedActions {
  const isDriver = person.rol === 'repartidor';
  const moves = ownMove ? [moveBy(person.id, ownMove)] : likelyMoves(ticket);
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

/** The state from which an order usually comes to this open state: a drag back there undoes the move. */
export function stateBefore(estado: State): State | undefined {
  return isOpen(estado) ? states.find((one) => nextStates[one][0] === estado) : undefined;
}

// The page knows only its own moves. In pendiente it cannot tell a colleague's move back from an undo, which cannot be
// undone again, so it offers nothing there.
function likelyMoves({ estado, version }: Ticket): Move[] {
  if (version === 1 || estado === 'pendiente') return [];
  return [moveBy(null, { from: stateBefore(estado) ?? 'en-preparacion', to: estado })];
}

function moveBy(authorId: number | null, { from, to }: OwnMove): Move {
  return { accion: 'mover', from, to, at: 0, authorId };
}
