import { hash } from 'node:crypto';
import { type Db, prepared } from '@relevo/storage/procedures';
import {
  canonicalOrder,
  canonicalVersion,
  isTestOrder,
  newTicket,
  type Order,
  searchText,
  smokeOrigin,
  type Ticket,
} from '@relevo/ticket-rules';
import { appendEvent, takeNumbers } from '../event-log/log-procedures.ts';

/** What is already stored under an order's (caller, number). */
type Stored = { ticketId: number; fingerprint: string; canonicalVersion: number };

type Acceptance =
  | { kind: 'new' }
  | { kind: 'same'; ticketId: number }
  | { kind: 'conflict'; ticketId: number };

/** Tells an order from any other: the SHA-256 of its canonical text of one version. */
function fingerprintOf(order: Order, version: number): string {
  return hash('sha256', canonicalOrder(order, version), 'base64url');
}

/**
 * One number, one order: the same again is a repetition, anything else under that number is a conflict. What is the
 * same is told by the version that the order was stored with: a field that is younger than that does not count.
 * @param fingerprintUnder the fingerprint of what came in, under a version of the canonical form
 */
export function acceptTicket(
  stored: Stored | undefined,
  fingerprintUnder: (version: number) => string,
): Acceptance {
  if (!stored) return { kind: 'new' };
  const kind = stored.fingerprint === fingerprintUnder(stored.canonicalVersion) ? 'same' : 'conflict';
  return { kind, ticketId: stored.ticketId };
}

/** An order that came in, checked. `received` is the body as it came. */
export type Incoming = { order: Order; caller: string; received: string; now: number };

/** What an answer tells of the ticket; the rest of it need not cross from the writer's thread. */
export type AcceptedTicket = Pick<
  Ticket,
  | 'ticket_id'
  | 'numero'
  | 'estado'
  | 'prioridad'
  | 'repartidor'
  | 'fecha_creacion'
  | 'cliente_nombre'
  | 'total'
>;

export type Accepted = { kind: 'new' | 'same' | 'conflict'; ticket: AcceptedTicket };

type StoredRow = Stored & { ticket: string };

const findByNumber = `
  SELECT ticket_id AS ticketId, fingerprint, canonical_version AS canonicalVersion, ticket
  FROM tickets WHERE caller = ? AND numero = ?`;

const insertTicket = `
  INSERT INTO tickets
    (ticket_id, caller, numero, fingerprint, canonical_version, estado, version, smoke, created_at, updated_at,
     search, ticket)
  VALUES
    (@ticketId, @caller, @numero, @fingerprint, @canonicalVersion, @estado, 1, @smoke, @now, @now,
     @search, @ticket)`;

/** Stores the ticket, its number and its event in one transaction, or finds the one that is there. */
export function accept(db: Db, incoming: Incoming): Accepted {
  const { order, caller, received, now } = incoming;
  const row = prepared(db, findByNumber).get(caller, order.numero) as StoredRow | undefined;
  // Here and not where it was checked: this thread has more time to spare.
  const decision = acceptTicket(row, (version) => fingerprintOf(order, version));
  if (decision.kind !== 'new' && row)
    return { kind: decision.kind, ticket: toAccepted(JSON.parse(row.ticket)) };

  const smoke = order.origen === smokeOrigin;
  // Neither says that the shop's till still hands over its orders.
  const fromShop = !smoke && !isTestOrder({ fuente: caller, origen: order.origen });
  const { seq, ticketId } = takeNumbers(db, { newTicket: true, intakeAt: fromShop ? now : null });
  const ticket = newTicket(order, { ticketId, caller, now: new Date(now).toISOString() });
  const json = JSON.stringify(ticket);
  prepared(db, insertTicket).run({
    ticketId,
    caller,
    numero: order.numero,
    fingerprint: fingerprintOf(order, canonicalVersion),
    canonicalVersion,
    estado: order.estado,
    smoke: smoke ? 1 : 0,
    now,
    search: searchText(ticket),
    ticket: json,
  });
  appendEvent(db, {
    seq,
    ticketId,
    evento: 'nuevo_ticket',
    accion: 'crear',
    en: now,
    autor: caller,
    authorId: null,
    driverId: null,
    formerDriverId: null,
    de: null,
    a: order.estado,
    motivo: null,
    ticket: json,
    received,
  });
  return { kind: 'new', ticket: toAccepted(ticket) };
}

function toAccepted(ticket: Ticket): AcceptedTicket {
  const { ticket_id, numero, estado, prioridad, repartidor, fecha_creacion, cliente_nombre, total } = ticket;
  return { ticket_id, numero, estado, prioridad, repartidor, fecha_creacion, cliente_nombre, total };
}
