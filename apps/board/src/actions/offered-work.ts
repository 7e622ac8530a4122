import {
  type Action,
  allowedActions,
  isOpen,
  nextStates,
  type Person,
  type State,
  type Ticket,
} from '@relevo/contract';

/** What somebody may do to a ticket now. What the service would refuse is not in it. */
export type OfferedWork = {
  /** The usual next step: a move, or a question first, because nobody takes the ticket on its way yet. */
  next: { kind: 'move'; to: State } | { kind: 'choose-driver' } | null;
  /** Handed over in the shop: from the kitchen straight to the customer. */
  handOver: boolean;
  assign: boolean;
  prioritize: boolean;
  annotate: boolean;
  cancel: boolean;
  undo: boolean;
  acknowledge: boolean;
  tick: boolean;
  print: boolean;
};

const nothing: OfferedWork = {
  next: null,
  handOver: false,
  assign: false,
  prioritize: false,
  annotate: false,
  cancel: false,
  undo: false,
  acknowledge: false,
  tick: false,
  print: false,
};

/**
 * The same rules as the service's, as far as a ticket tells. @param movedHere whether this person made the ticket's
 * last move on this page: of a colleague's moves a driver may undo none
 */
export function offeredWork(ticket: Ticket, person: Person, movedHere: boolean): OfferedWork {
  const { estado, repartidor } = ticket;
  const isDriver = person.rol === 'repartidor';
  if (isDriver && repartidor?.id !== person.id) return nothing;
  const may = (accion: Action) => allowedActions[person.rol].includes(accion);
  const open = isOpen(estado);
  return {
    next: may('avanzar') ? nextStep(ticket, isDriver) : null,
    handOver: may('mover') && !isDriver && estado === 'en-preparacion',
    assign: may('asignar') && open,
    prioritize: may('priorizar') && open,
    annotate: may('anotar') && open,
    cancel: may('cancelar') && open && (!isDriver || estado === 'en-camino'),
    // Nothing moves a ticket to pendiente but an undo, so there is nothing to take back.
    undo: may('deshacer') && ticket.version > 1 && estado !== 'pendiente' && (!isDriver || movedHere),
    acknowledge: may('reconocer') && open && !ticket.reconocido,
    tick: may('marcar_item') && open,
    print: person.rol !== 'lectura',
  };
}

function nextStep({ estado, repartidor }: Ticket, isDriver: boolean): OfferedWork['next'] {
  const [to] = nextStates[estado];
  if (!to || (isDriver && to === 'en-preparacion')) return null;
  return to === 'en-camino' && !repartidor ? { kind: 'choose-driver' } : { kind: 'move', to };
}
