import type { Action, Command, Person, State, Ticket, TicketEventName } from '@relevo/contract';
import { allowedActions, isOpen, nextStates, undoMs } from '@relevo/contract/rules';
import { canCancel, lastStandingMove, type Move } from './moves.ts';

/** What a command is decided on. `driver` is the person that `asignar` names, if that is an active driver. */
export type Case = {
  ticket: Ticket;
  moves: readonly Move[];
  driver: { id: number; nombre: string } | undefined;
  person: Person;
  now: number;
};

/** What the history keeps of a change. */
type Change = { de: string | null; a: string | null; motivo?: string };

export type Decision =
  | { kind: 'changed'; ticket: Ticket; evento: TicketEventName; change: Change }
  | { kind: 'stale' }
  | { kind: 'illegal'; detail: string }
  | { kind: 'forbidden'; detail: string };

/** Whether this person may do this to this ticket now, and what it then becomes. */
export function decideCommand(command: Command, given: Case): Decision {
  const { ticket, person } = given;
  if (!mayDo(person, command.accion)) return forbidden('Tu rol no permite esta acción.');
  if (person.rol === 'repartidor' && ticket.repartidor?.id !== person.id) {
    return forbidden('El ticket no está asignado a vos.');
  }
  if (command.version !== ticket.version) return { kind: 'stale' };
  return actions[command.accion](command as never, given);
}

function mayDo({ rol }: Person, accion: Action): boolean {
  return allowedActions[rol].includes(accion);
}

type Act<A extends Action> = (command: Extract<Command, { accion: A }>, given: Case) => Decision;

const actions: { [A in Action]: Act<A> } = {
  avanzar(_command, given) {
    const [next] = nextStates[given.ticket.estado];
    return next ? move(given, next) : illegal(`Un ticket ${given.ticket.estado} no avanza más.`);
  },

  mover: ({ estado }, given) => {
    if (estado === 'cancelado') return illegal('Para cancelar hace falta un motivo: usá la acción cancelar.');
    if (nextStates[given.ticket.estado].includes(estado)) return move(given, estado);
    return illegal(`Un ticket ${given.ticket.estado} no puede pasar a ${estado}.`);
  },

  cancelar({ motivo }, { ticket, person, now }) {
    if (!canCancel(ticket.estado)) return illegal(`Un ticket ${ticket.estado} no se puede cancelar.`);
    if (person.rol === 'repartidor' && ticket.estado !== 'en-camino') {
      return forbidden('Sólo podés cancelar una entrega que está en camino.');
    }
    const change = { de: ticket.estado, a: 'cancelado', motivo };
    return changed(ticket, { estado: 'cancelado', reconocido: true }, change, now);
  },

  deshacer(_command, { ticket, moves, person, now }) {
    const last = lastStandingMove(moves);
    if (!last) return illegal('No hay ningún movimiento para deshacer.');
    if (now - last.at > undoMs)
      return illegal('Pasaron más de 24 horas: el movimiento ya no se puede deshacer.');
    if (person.rol === 'repartidor' && last.authorId !== person.id) {
      return forbidden('Sólo podés deshacer tus propios movimientos.');
    }
    if (last.from === 'en-camino' && !ticket.repartidor) return illegal(needsDriver);
    return changed(ticket, { estado: last.from }, { de: ticket.estado, a: last.from }, now);
  },

  asignar({ repartidor_id }, { ticket, driver, now }) {
    if (!isOpen(ticket.estado)) return illegal(closedNow(ticket.estado));
    if (repartidor_id === null && ticket.estado === 'en-camino') return illegal(needsDriver);
    if (repartidor_id !== null && !driver) return illegal('No hay un repartidor activo con ese id.');
    const repartidor = driver ?? null;
    if (repartidor?.id === ticket.repartidor?.id) return illegal('El ticket ya está asignado así.');
    const change = { de: ticket.repartidor?.nombre ?? null, a: repartidor?.nombre ?? null };
    return changed(ticket, { repartidor, reconocido: true }, change, now, 'ticket_asignado');
  },

  priorizar({ prioridad }, { ticket, now }) {
    if (!isOpen(ticket.estado)) return illegal(closedNow(ticket.estado));
    return changed(ticket, { prioridad }, { de: ticket.prioridad, a: prioridad }, now);
  },

  anotar({ indicaciones }, { ticket, now }) {
    if (!isOpen(ticket.estado)) return illegal(closedNow(ticket.estado));
    return changed(ticket, { indicaciones }, { de: ticket.indicaciones, a: indicaciones }, now);
  },

  reconocer: (_command, { ticket, now }) => changed(ticket, { reconocido: true }, { de: null, a: null }, now),

  marcar_item({ indice, hecho }, { ticket, now }) {
    const item = ticket.productos[indice];
    if (!item) return illegal(`El ticket no tiene un producto ${indice}.`);
    const productos = ticket.productos.with(indice, { ...item, hecho });
    const change = { de: null, a: `${item.nombre}: ${hecho ? 'hecho' : 'pendiente'}` };
    return changed(ticket, { productos }, change, now);
  },
};

const needsDriver = 'Un ticket en camino necesita un repartidor.';

function move({ ticket, person, now }: Case, to: State): Decision {
  if (to === 'en-camino' && !ticket.repartidor) return illegal(needsDriver);
  if (person.rol === 'repartidor' && to === 'en-preparacion')
    return forbidden('La preparación la mueve el local.');
  return changed(ticket, { estado: to, reconocido: true }, { de: ticket.estado, a: to }, now);
}

function changed(
  ticket: Ticket,
  next: Partial<Ticket>,
  change: Change,
  now: number,
  evento: TicketEventName = 'ticket_actualizado',
): Decision {
  const actualizado_en = new Date(now).toISOString();
  return {
    kind: 'changed',
    ticket: { ...ticket, ...next, version: ticket.version + 1, actualizado_en },
    evento,
    change,
  };
}

function closedNow(state: State): string {
  return `Un ticket ${state} ya no cambia.`;
}

function illegal(detail: string): Decision {
  return { kind: 'illegal', detail };
}

function forbidden(detail: string): Decision {
  return { kind: 'forbidden', detail };
}
