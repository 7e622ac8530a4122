import { hash } from 'node:crypto';
import { type Db, prepared } from '@relevo/storage/procedures';
import {
  canonicalOrder,
  isTestOrder,
  newTicket,
  type Order,
  searchText,
  smokeOrigin,
  type Ticket,
} from '@relevo/ticket-rules';
import { appendEvent, takeNumbers } from '../event-log/log-procedures.ts';

/** What is already stored under an order's (caller, number). */
type Stored = { ticketId: number; fingerprint: string };

type Acceptance =
  | { kind: 'new' }
  | { kind: 'same'; ticketId: number }
  | { kind: 'conflict'; ticketId: number };

/** Tells an order from any other: the SHA-256 of its canonical text. */
function fingerprintOf(order: Order): string {
  return hash('sha256', canonicalOrder(order), 'base64url');
}

/** One number, one order: the same again is a repetition, anything else under that number is a conflict. */
export function acceptTicket(stored: Stored | undefined, fingerprint: string): Acceptance {
  if (!stored) return { kind: 'new' };
  const kind = stored.fingerprint === fingerprint ? 'same' : 'conflict';
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

type StoredRow = { ticket_id: number; fingerprint: string; ticket: string };

const findByNumber = `
  SELECT ticket_id, fingerprint, ticket FROM tickets WHERE caller = ? AND numero = ?`;

const insertTicket = `
  INSERT INTO tickets
    (ticket_id, caller, numero, fingerprint, estado, version, smoke, created_at, updated_at, search, ticket)
  VALUES
    (@ticketId, @caller, @numero, @fingerprint, @estado, 1, @smoke, @now, @now, @search, @ticket)`;

/** Stores the ticket, its number and its event in one transaction, or finds the one that is there. */
export function accept(db: Db, incoming: Incoming): Accepted {
  const { order, caller, received, now } = incoming;
  // Here and not where it was checked: this thread has more time to spare.
  const fingerprint = fingerprintOf(order);
  const row = prepared(db, findByNumber).get(caller, order.numero) as StoredRow | undefined;
  const decision = acceptTicket(
    row && { ticketId: row.ticket_id, fingerprint: row.fingerprint },
    fingerprint,
  );
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
    fingerprint,
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
