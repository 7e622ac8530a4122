import {
  type Command,
  isOpen,
  nextStates,
  type ProblemSlug,
  problems,
  problemType,
  type SocketCommandReply,
  type State,
  type Ticket,
} from '@relevo/contract';

type Decided =
  | { kind: 'changed'; fields: Partial<Ticket> }
  | { kind: 'refused'; reply: Extract<SocketCommandReply, { ok: false }> };

/** What the service makes of a command, as far as a board can tell: versions, moves, drivers. */
export function decideModelCommand(ticket: Ticket, command: Command): Decided {
  if (command.version !== ticket.version) {
    return { kind: 'refused', reply: { ...refusal('version-en-conflicto', { autor: 'María' }), ticket } };
  }
  const { estado } = ticket;
  switch (command.accion) {
    case 'avanzar':
      return moveTo(nextStates[estado][0], nextStates[estado]);
    case 'mover':
      return moveTo(command.estado, nextStates[estado]);
    case 'cancelar':
      return moveTo(
        'cancelado',
        ['pendiente', 'en-preparacion', 'en-camino'].includes(estado) ? ['cancelado'] : [],
      );
    case 'asignar': {
      const id = command.repartidor_id;
      return changed({ repartidor: id === null ? null : { id, nombre: `Repartidor ${id}` } });
    }
    case 'priorizar':
      return changed({ prioridad: command.prioridad });
    case 'anotar':
      return changed({ indicaciones: command.indicaciones });
    case 'deshacer':
      // It keeps no moves: what is closed was last in the kitchen.
      return changed({ estado: isOpen(estado) ? 'pendiente' : 'en-preparacion' });
    default:
      return changed({ reconocido: true });
  }
}

function moveTo(to: State | undefined, allowed: readonly State[]): Decided {
  if (to && allowed.includes(to)) return changed({ estado: to, reconocido: true });
  return { kind: 'refused', reply: refusal('transicion-invalida') };
}

function changed(fields: Partial<Ticket>): Decided {
  return { kind: 'changed', fields };
}

/** A command's answer that is a problem. */
export function refusal(slug: ProblemSlug, more: object = {}) {
  const { status, title } = problems[slug];
  const problema = { type: problemType(slug), title, status, detail: title, instance: '', error: title };
  return { ok: false as const, problema: { ...problema, ...more } };
}
