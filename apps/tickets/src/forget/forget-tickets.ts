import { type Db, prepared } from '@relevo/storage/procedures';
import {
  type CustomerRef,
  forgetChange,
  forgetTicket,
  isOpen,
  isOrderOf,
  type Mentions,
  mentionsOf,
  searchText,
  type Ticket,
} from '@relevo/ticket-rules';
import { appendEvent, takeNumbers } from '../event-log/log-procedures.ts';
import { replaceInIndex } from '../search/search-index.ts';

// The writer thread loads this file: no zod, no Express.

/** `shownSince`: epoch ms; tickets that are open or were closed since then may be on a board. */
type Shown = { shownSince: number; author: string };

/**
 * Takes the customer out of tickets: out of the ticket, its log, the body that it came in as and the search index. The
 * number, the state, the amounts, the times and the fingerprint stay, so that the same order posted again is still the same.
 *
 * A ticket that may be on a board gets a new version and an event, so that no board goes on showing the customer. Nothing is
 * told to the store: nothing that it knows has changed.
 *
 * @param input.shown undefined where no ticket can be on a board
 * @returns how many were changed; those that were forgotten before are left out
 */
export function forgetTickets(db: Db, input: { ids: readonly number[]; now: number; shown?: Shown }): number {
  const changed = input.ids.map((id) => forgetOne(db, id, input.now, input.shown));
  return changed.filter(Boolean).length;
}

type Row = { estado: string; updatedAt: number; search: string; ticket: string };

const selectOne = `
  SELECT estado, updated_at AS updatedAt, search, ticket FROM tickets WHERE ticket_id = ? AND forgotten_at IS NULL`;

// `updated_at` stays: a ticket that was closed long ago must not come back to the boards as closed just now.
const updateOne = `
  UPDATE tickets SET version = @version, search = @search, ticket = @ticket, forgotten_at = @now WHERE ticket_id = @id`;

function forgetOne(db: Db, id: number, now: number, shown: Shown | undefined): boolean {
  const row = prepared(db, selectOne).get(id) as Row | undefined;
  if (!row) return false;
  const before = JSON.parse(row.ticket) as Ticket;
  const mentions = forgetLog(db, id, before);
  const isOpen = row.estado !== 'entregado' && row.estado !== 'cancelado';
  const onBoard = shown !== undefined && (isOpen || row.updatedAt >= shown.shownSince);
  const ticket = { ...forgetTicket(before, mentions), version: before.version + (onBoard ? 1 : 0) };
  const search = searchText(ticket);
  const json = JSON.stringify(ticket);
  prepared(db, updateOne).run({ id, now, version: ticket.version, search, ticket: json });
  replaceInIndex(db, { id, before: row.search, after: search });
  if (onBoard) tellBoards(db, { ticket, json, now, author: shown.author });
  return true;
}

function tellBoards(db: Db, told: { ticket: Ticket; json: string; now: number; author: string }): void {
  const { ticket, json, now, author } = told;
  const { seq } = takeNumbers(db, { newTicket: false, intakeAt: null });
  const driverId = ticket.repartidor?.id ?? null;
  appendEvent(db, {
    ...{ seq, ticketId: ticket.ticket_id, evento: 'ticket_actualizado', accion: 'olvidar', en: now },
    ...{ autor: author, authorId: null, driverId, formerDriverId: driverId },
    ...{ de: null, a: null, motivo: null, ticket: json, received: null },
  });
}

type LogRow = {
  seq: number;
  accion: string;
  de: string | null;
  a: string | null;
  motivo: string | null;
  ticket: string;
  received: string | null;
};

const selectLog =
  'SELECT seq, accion, de, a, motivo, ticket, received FROM events WHERE ticket_id = ? ORDER BY seq';
const updateLog = `
  UPDATE events SET de = @de, a = @a, motivo = @motivo, ticket = @ticket, received = NULL WHERE seq = @seq`;

/** Takes the customer out of a ticket's log. @returns the test for texts that repeat what the customer is known by */
function forgetLog(db: Db, id: number, ticket: Ticket): Mentions {
  const rows = prepared(db, selectLog).all(id) as LogRow[];
  const versions = rows.map((row) => JSON.parse(row.ticket) as Ticket);
  const mentions = mentionsOf([ticket, ...versions]);
  for (const [index, row] of rows.entries()) {
    const then = forgetTicket(versions[index] as Ticket, mentions);
    prepared(db, updateLog).run({
      seq: row.seq,
      ticket: JSON.stringify(then),
      ...forgetChange(row, mentions),
    });
  }
  return mentions;
}

/** Exported for the test of its query plan. */
export const selectExpired = `
  SELECT ticket_id AS id FROM tickets INDEXED BY tickets_kept
  WHERE estado IN ('entregado', 'cancelado') AND forgotten_at IS NULL AND updated_at < @before
  ORDER BY updated_at LIMIT @limit`;

/**
 * Takes the customers out of tickets that were closed before a time, the oldest first, `limit` at most. No board shows them.
 * @returns how many
 */
function expireTickets(
  db: Db,
  { before, now, limit }: { before: number; now: number; limit: number },
): number {
  const rows = prepared(db, selectExpired).all({ before, limit }) as { id: number }[];
  return forgetTickets(db, { ids: rows.map(({ id }) => id), now });
}

export const forgetProcedures = { expireTickets };

/** A ticket of a customer. */
export type CustomerTicket = { id: number; open: boolean; ticket: Ticket };

// Each page is a read of its own: one long read would keep the WAL from being emptied.
const selectPage = `
  SELECT ticket_id AS id, ticket FROM tickets
  WHERE ticket_id > @after AND forgotten_at IS NULL AND (@fuente IS NULL OR caller = @fuente)
  ORDER BY ticket_id LIMIT 1000`;

/**
 * Goes through all tickets and yields those of a customer, for the command line: there is no index by phone.
 * @param fuente of one caller only; null for all
 * @param onOther is shown every other ticket
 */
export function* ticketsOf(
  db: Db,
  { customer, fuente }: { customer: CustomerRef; fuente: string | null },
  onOther: (ticket: Ticket) => void = () => {},
): Generator<CustomerTicket> {
  const page = db.prepare<{ after: number; fuente: string | null }, { id: number; ticket: string }>(
    selectPage,
  );
  let after = 0;
  for (;;) {
    const rows = page.all({ after, fuente });
    for (const { id, ticket: json } of rows) {
      const ticket = JSON.parse(json) as Ticket;
      if (isOrderOf(ticket, customer)) yield { id, open: isOpen(ticket.estado), ticket };
      else onOther(ticket);
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** Reads all that is kept of a ticket, for the customer whose data it is. */
export function ticketRecord(db: Db, { id, ticket }: CustomerTicket): Record<string, unknown> {
  const events = db
    .prepare<[number], EventRow>(
      'SELECT seq, en, autor, accion, de, a, motivo, received FROM events WHERE ticket_id = ? ORDER BY seq',
    )
    .all(id);
  const prints = db
    .prepare<[number], PrintRow>(
      'SELECT number, at, device, author FROM prints WHERE ticket_id = ? ORDER BY number',
    )
    .all(id);
  const received = events.find((event) => event.received !== null)?.received ?? null;
  return {
    ticket,
    recibido: received === null ? null : JSON.parse(received),
    historial: events.map(({ received: _received, en, ...event }) => ({ ...event, en: time(en) })),
    impresiones: prints.map(({ number, at, device, author }) => ({
      ...{ numero: number, en: time(at), dispositivo: device, autor: author },
    })),
  };
}

type EventRow = {
  seq: number;
  en: number;
  autor: string;
  accion: string;
  de: string | null;
  a: string | null;
  motivo: string | null;
  received: string | null;
};
type PrintRow = { number: number; at: number; device: string; author: string };

function time(ms: number): string {
  return new Date(ms).toISOString();
}
