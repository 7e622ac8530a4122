import { type AcceptedReply, parseTicketBody } from '@relevo/contract';
import { HttpProblem, invalidFields } from '@relevo/service-kit';
import type { AcceptedTicket, TicketStore } from '../store/ticket-store.ts';

/** What an order came to: 201 for a new ticket, 200 for one that was there already. */
export type IntakeReply = { status: 200 | 201; body: AcceptedReply };

export type Intake = (body: unknown, from: { caller: string; received: string }) => Promise<IntakeReply>;

/**
 * Takes a ticket, once: resolves when ticket, number and event are on disk.
 * @throws HttpProblem 400 for a body with faults, 409 for another order under the same number
 */
export function createIntake(deps: {
  store: Pick<TicketStore, 'accept'>;
  clock: { now(): number };
  onNew: () => void;
}): Intake {
  const { store, clock, onNew } = deps;
  return async (body, { caller, received }) => {
    const parsed = parseTicketBody(body);
    if (!parsed.ok) throw invalidFields(parsed.errores);
    const { kind, ticket } = await store.accept({ order: parsed.value, caller, received, now: clock.now() });
    if (kind === 'conflict') throw conflict(ticket);
    if (kind === 'new') onNew();
    return { status: kind === 'new' ? 201 : 200, body: acceptedReply(ticket, kind === 'same') };
  };
}

function acceptedReply(ticket: AcceptedTicket, idempotent: boolean): AcceptedReply {
  const { ticket_id, numero, estado, prioridad, repartidor, fecha_creacion, cliente_nombre, total } = ticket;
  return {
    exito: true,
    ticket_id,
    numero,
    estado,
    prioridad,
    repartidor_asignado: repartidor?.nombre ?? null,
    fecha_creacion,
    cliente_nombre,
    total,
    idempotent,
  };
}

function conflict(ticket: AcceptedTicket): HttpProblem {
  const detail = `El número ${ticket.numero} ya existe con otro pedido (ticket ${ticket.ticket_id}).`;
  return new HttpProblem('numero-en-conflicto', detail, {
    extra: { ticket_id: ticket.ticket_id, numero: ticket.numero },
  });
}
