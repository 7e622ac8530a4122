import type { AcceptedReply } from '@relevo/contract';
import {
  scriptedPeer as anyPeer,
  type ScriptedPeer as Peer,
  type PeerRequest,
  type Step,
} from '@relevo/http-client/scripted-peer';

export type { Answer, PeerRequest, Step } from '@relevo/http-client/scripted-peer';

export type ScriptedPeer = Peer & {
  /** The tickets taken: order number → ticket_id. They stay when the script changes. */
  tickets: Map<string, number>;
};

/**
 * A scripted peer that stands for the ticket service: a 200 or 201 without a body answers as that does (a number
 * seen before gets 200 and `idempotent: true`), and `store-then-drop` takes the ticket.
 */
export async function scriptedPeer(script: Step[] = [{ status: 201 }]): Promise<ScriptedPeer> {
  const tickets = new Map<string, number>();
  const peer = await anyPeer(script, (request) => {
    const accepted = takeTicket(request, tickets);
    if (!accepted.idempotent) return { body: accepted };
    return { status: 200, headers: { 'Idempotent-Replayed': 'true' }, body: accepted };
  });
  return { ...peer, tickets };
}

/** The answer of the ticket service; one number keeps its ticket_id for as long as the peer lives. */
function takeTicket(request: PeerRequest, tickets: Map<string, number>): AcceptedReply {
  const order = (request.json ?? {}) as Record<string, unknown>;
  const numero = String(order.numero ?? '').trim();
  const known = tickets.get(numero);
  const ticketId = known ?? tickets.size + 1;
  tickets.set(numero, ticketId);
  return {
    exito: true,
    ticket_id: ticketId,
    numero,
    estado: 'pendiente',
    prioridad: 'normal',
    repartidor_asignado: null,
    fecha_creacion: new Date(request.at).toISOString(),
    cliente_nombre: String(order.cliente_nombre ?? '').trim(),
    total: Number(order.total ?? 0),
    idempotent: known !== undefined,
  };
}
