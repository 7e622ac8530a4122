import { hash } from 'node:crypto';
import type { Order, Ticket } from '@relevo/contract';
import { canonicalOrder, toPesos } from '@relevo/contract/rules';

/** What is already stored under an order's (caller, number). */
export type Stored = { ticketId: number; fingerprint: string };

export type Acceptance =
  | { kind: 'new' }
  | { kind: 'same'; ticketId: number }
  | { kind: 'conflict'; ticketId: number };

/** Tells an order from any other: the SHA-256 of its canonical text. */
export function fingerprintOf(order: Order): string {
  return hash('sha256', canonicalOrder(order), 'base64url');
}

/** One number, one order: the same again is a repetition, anything else under that number is a conflict. */
export function acceptTicket(stored: Stored | undefined, fingerprint: string): Acceptance {
  if (!stored) return { kind: 'new' };
  const kind = stored.fingerprint === fingerprint ? 'same' : 'conflict';
  return { kind, ticketId: stored.ticketId };
}

/** The ticket that an accepted order becomes. `now` is an ISO time in UTC. */
export function newTicket(order: Order, made: { ticketId: number; caller: string; now: string }): Ticket {
  return {
    ticket_id: made.ticketId,
    fuente: made.caller,
    numero: order.numero,
    cliente_nombre: order.cliente_nombre,
    cliente_direccion: order.cliente_direccion,
    cliente_telefono: order.cliente_telefono,
    cliente_email: order.cliente_email,
    productos: order.productos,
    total: toPesos(order.totalCentavos),
    metodo_pago: order.metodo_pago,
    indicaciones: order.indicaciones,
    prioridad: order.prioridad,
    tipo_cliente: order.tipo_cliente,
    origen: order.origen,
    estado: order.estado,
    repartidor: null,
    reconocido: false,
    version: 1,
    fecha_creacion: made.now,
    actualizado_en: made.now,
    extra: order.extra,
  };
}
