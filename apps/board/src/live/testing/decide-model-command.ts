import {
  type Command,
  effectOf,
  isOpen,
  type Move,
  type ProblemSlug,
  problems,
  problemType,
  type SocketCommandReply,
  type Ticket,
} from '@relevo/contract';

type Decided =
  | { kind: 'changed'; fields: Partial<Ticket> }
  | { kind: 'refused'; reply: Extract<SocketCommandReply, { ok: false }> };

/** Decides a command by the service's own rules, for a person who may do everything. */
export function decideModelCommand(ticket: Ticket, command: Command): Decided {
  if (command.version !== ticket.version) {
    return { kind: 'refused', reply: { ...refusal('version-en-conflicto', { autor: 'María' }), ticket } };
  }
  const id = command.accion === 'asignar' ? command.repartidor_id : null;
  const driver = id === null ? undefined : { id, nombre: `Repartidor ${id}` };
  const person = { id: null, rol: 'admin' } as const;
  const effect = effectOf(command, { ticket, moves: [lastMoveOf(ticket)], driver, person, now: 0 });
  if (effect.kind === 'changed') return { kind: 'changed', fields: effect.fields };
  return { kind: 'refused', reply: refusal('transicion-invalida') };
}

/** Assumes that a closed ticket was last in the kitchen: the model keeps no moves. */
function lastMoveOf({ estado }: Ticket): Move {
  const from = isOpen(estado) ? 'pendiente' : 'en-preparacion';
  return { accion: 'mover', from, to: estado, at: 0, authorId: null };
}

/** A command's answer that is a problem. */
export function refusal(slug: ProblemSlug, more: object = {}) {
  const { status, title } = problems[slug];
  const problema = { type: problemType(slug), title, status, detail: title, instance: '', error: title };
  return { ok: false as const, problema: { ...problema, ...more } };
}
