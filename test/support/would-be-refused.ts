import { randomUUID } from 'node:crypto';
import type { Command, HistoryEntry, Person, Ticket } from '@relevo/contract';
import { type Action, decideCommand, type Move, moveActions } from '@relevo/ticket-rules';

type Case = {
  ticket: Ticket;
  historial: HistoryEntry[];
  person: Person;
  /** Whom a ticket can be given to. */
  drivers: { id: number; nombre: string }[];
};

/** The service's own answer, by its own rules, to what a control of the page would ask of it; null: it would be done. */
export function wouldBeRefused(control: string, { ticket, historial, person, drivers }: Case): string | null {
  const driver = drivers.find(({ id }) => id !== ticket.repartidor?.id);
  const asks = wishes(ticket, driver?.id)[control as Control] as object | undefined;
  if (!asks) return `no such control: ${control}`;
  const command = { ...asks, cmd_id: randomUUID(), version: ticket.version } as Command;
  const decision = decideCommand(command, {
    ...{ ticket, person, driver, now: Date.now() },
    moves: movesOf(historial, [...drivers, { id: person.id, nombre: person.nombre }]),
  });
  return decision.kind === 'changed' ? null : JSON.stringify(decision);
}

type Control = Exclude<Action, 'mover'> | 'retirar';

/** The command behind each control, by its name on the page. */
function wishes(ticket: Ticket, repartidor_id: number | undefined): Record<Control, object> {
  const assign = { accion: 'asignar', repartidor_id };
  // Nobody takes it yet: the button asks who, and hands it over with the answer.
  const asksWho = ticket.estado === 'en-preparacion' && !ticket.repartidor;
  return {
    avanzar: asksWho ? assign : { accion: 'avanzar' },
    asignar: assign,
    retirar: { accion: 'mover', estado: 'entregado' },
    priorizar: { accion: 'priorizar', prioridad: ticket.prioridad === 'alta' ? 'normal' : 'alta' },
    anotar: { accion: 'anotar', indicaciones: 'Otra cosa' },
    posponer: { accion: 'posponer', motivo: 'Prueba' },
    devolver: { accion: 'devolver', motivo: 'Prueba' },
    cancelar: { accion: 'cancelar', motivo: 'Prueba' },
    deshacer: { accion: 'deshacer' },
    reconocer: { accion: 'reconocer' },
    marcar_item: { accion: 'marcar_item', indice: 0, hecho: true },
  };
}

function movesOf(historial: HistoryEntry[], people: { id: number | null; nombre: string }[]): Move[] {
  return historial
    .filter(({ accion }) => (moveActions as readonly string[]).includes(accion))
    .map(({ accion, de, a, en, autor }) => ({
      ...{ accion, from: de, to: a, at: Date.parse(en) },
      authorId: people.find(({ nombre }) => nombre === autor)?.id ?? null,
    })) as Move[];
}
