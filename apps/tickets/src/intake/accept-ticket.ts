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

/** What is already stored under the order's (caller, number). */
type Stored = { ticketId: number; fingerprint: string; canonicalVersion: number };

type Acceptance =
  | { kind: 'new' }
  | { kind: 'same'; ticketId: number }
  | { kind: 'conflict'; ticketId: number };

/** Identifies an order: the SHA-256 of its canonical text, in one version of the canonical form. */
function fingerprintOf(order: Order, version: number): string {
  return hash('sha256', canonicalOrder(order, version), 'base64url');
}

/**
 * Decides by the rule of one number, one order: the same order again is a repetition, another order under that number is
 * a conflict. Compares in the version of the canonical form that the order was stored with, so that fields added since
 * then do not count.
 * @param fingerprintUnder computes the fingerprint of the new order in a version of the canonical form
 */
export function acceptTicket(
  stored: Stored | undefined,
  fingerprintUnder: (version: number) => string,
): Acceptance {
  if (!stored) return { kind: 'new' };
  const kind = stored.fingerprint === fingerprintUnder(stored.canonicalVersion) ? 'same' : 'conflict';
  return { kind, ticketId: stored.ticketId };
}

/**
 * A valid order as it came in. `received`: the body, unchanged. `ageMs`: how long ago the order was placed. `sentAs`: its
 * number where that was spelled otherwise; a version before may have stored it so.
 */
export type Incoming = {
  order: Order;
  sentAs?: string;
  caller: string;
  received: string;
  now: number;
  ageMs: number;
};

/** The part of the ticket that an answer needs; the rest need not leave the writer thread. */
export type AcceptedTicket = Pick<
  Ticket,
  | 'ticket_id'
  | 'numero'
  | 'fuente'
  | 'estado'
  | 'prioridad'
  | 'repartidor'
  | 'fecha_creacion'
  | 'llegado_en'
  | 'cliente_nombre'
  | 'total'
>;

/** What came of an order. */
export type Accepted = {
  kind: 'new' | 'same' | 'conflict';
  ticket: AcceptedTicket;
  /** With a conflict, where a version before stored the other order: what it was, so that the two can be looked at again. */
  before?: { fingerprint: string; canonicalVersion: number; body: string };
};

type StoredRow = Stored & { ticket: string };

const findByNumber = `
  SELECT ticket_id AS ticketId, fingerprint, canonical_version AS canonicalVersion, ticket
  FROM tickets WHERE caller = ? AND numero = ?`;

const insertTicket = `
  INSERT INTO tickets
    (ticket_id, caller, numero, fingerprint, canonical_version, estado, version, smoke, created_at, updated_at,
     search, ticket)
  VALUES
    (@ticketId, @caller, @numero, @fingerprint, @canonicalVersion, @estado, 1, @smoke, @placedAt, @now,
     @search, @ticket)`;

/** Stores the ticket, its number and its event in one transaction, or finds the existing one. */
export function accept(db: Db, incoming: Incoming): Accepted {
  const { order, caller, received, now, ageMs } = incoming;
  // Two tickets of before may have that number, each in a spelling of its own.
  const found = [incoming.sentAs, order.numero].flatMap((numero) => {
    const row =
      numero === undefined
        ? undefined
        : (prepared(db, findByNumber).get(caller, numero) as StoredRow | undefined);
    // Computed here and not at validation, because the writer thread has more time to spare.
    const { kind } = acceptTicket(row, (version) => fingerprintOf(order, version));
    return row && kind !== 'new' ? [{ row, kind }] : [];
  });
  const there = found.find(({ kind }) => kind === 'same') ?? found[0];
  if (there) return known(db, there.row, there.kind);

  const smoke = order.origen === smokeOrigin;
  // Orders of the smoke test and test orders do not prove that the shop's till still sends its orders.
  const fromShop = !smoke && !isTestOrder({ fuente: caller, origen: order.origen });
  const { seq, ticketId } = takeNumbers(db, { newTicket: true, intakeAt: fromShop ? now : null });
  const placedAt = now - ageMs;
  const ticket = newTicket(order, { ticketId, caller, now: isoTime(now), placedAt: isoTime(placedAt) });
  const json = JSON.stringify(ticket);
  prepared(db, insertTicket).run({
    ticketId,
    caller,
    numero: order.numero,
    fingerprint: fingerprintOf(order, canonicalVersion),
    canonicalVersion,
    estado: order.estado,
    smoke: smoke ? 1 : 0,
    placedAt,
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

function known(db: Db, row: StoredRow, kind: 'same' | 'conflict'): Accepted {
  const ticket = toAccepted(JSON.parse(row.ticket));
  const { ticketId, fingerprint, canonicalVersion: version } = row;
  if (kind === 'same' || version >= canonicalVersion) return { kind, ticket };
  const first = prepared(db, selectReceived).get(ticketId) as { received: string | null } | undefined;
  return { kind, ticket, before: { fingerprint, canonicalVersion: version, body: first?.received ?? '{}' } };
}

const selectReceived = 'SELECT received FROM events WHERE ticket_id = ? ORDER BY seq LIMIT 1';

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function toAccepted(ticket: Ticket): AcceptedTicket {
  const { ticket_id, numero, fuente, estado, prioridad, repartidor, cliente_nombre, total } = ticket;
  const { fecha_creacion, llegado_en } = ticket;
  const times = { fecha_creacion, llegado_en };
  return { ticket_id, numero, fuente, estado, prioridad, repartidor, ...times, cliente_nombre, total };
}
