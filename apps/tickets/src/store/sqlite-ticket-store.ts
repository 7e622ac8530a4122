import type { HistoryEntry, State, Ticket, TicketEventName } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import { everything, type View } from '../board/view.ts';
import { cursorOf, readClosedPage } from './closed-page.ts';
import type { TicketProcedures } from './procedures.ts';
import { readPage } from './ticket-page.ts';
import type { LoggedEvent, LogState, TicketStore } from './ticket-store.ts';

const selectLogState = 'SELECT epoch, head, last_intake_at AS lastIntakeAt FROM stream';
const selectTicket = 'SELECT ticket FROM tickets WHERE ticket_id = ?';
const selectEvents = `
  SELECT seq, ticket_id, evento, en, autor, driver_id, former_driver_id, ticket FROM events
  WHERE seq > @seq ORDER BY seq LIMIT @limit`;
const selectEventsOfDriver = `
  SELECT seq, ticket_id, evento, en, autor, driver_id, former_driver_id, ticket FROM events
  WHERE seq > @seq AND (driver_id = @driverId OR former_driver_id = @driverId) ORDER BY seq LIMIT @limit`;
// Two look-ups at the end of an index each; an OR would walk.
const selectLastSeen = `
  SELECT max(
    coalesce((SELECT max(seq) FROM events WHERE driver_id = @driverId AND seq < @seq), 0),
    coalesce((SELECT max(seq) FROM events WHERE former_driver_id = @driverId AND seq < @seq), 0)
  ) AS seq`;
const selectHistory = `
  SELECT seq, en, autor, accion, de, a, motivo FROM events WHERE ticket_id = ? ORDER BY seq`;
// Without being told, SQLite takes the index by state and reads every closed ticket there is.
/** Exported for the test that shows its plan. */
export const selectBoard = `
  SELECT ticket FROM tickets INDEXED BY tickets_open
  WHERE estado IN ('pendiente', 'en-preparacion', 'en-camino') AND smoke = 0
  UNION ALL
  SELECT ticket FROM tickets INDEXED BY tickets_closed
  WHERE estado IN ('entregado', 'cancelado') AND smoke = 0 AND updated_at >= @closedSince`;
const selectBoardOfDriver = `
  SELECT ticket FROM tickets
  WHERE driver_id = @driverId AND smoke = 0
    AND (estado IN ('pendiente', 'en-preparacion', 'en-camino') OR updated_at >= @closedSince)`;
/** Exported for the test of its plan. */
export const selectOpen = `
  SELECT ticket_id, version, estado FROM tickets INDEXED BY tickets_open
  WHERE estado IN ('pendiente', 'en-preparacion', 'en-camino') AND smoke = 0`;
const selectOpenOfDriver = `
  SELECT ticket_id, version, estado FROM tickets
  WHERE driver_id = @driverId AND smoke = 0 AND estado IN ('pendiente', 'en-preparacion', 'en-camino')`;

/** The ticket store on SQLite: writes through the group-commit writer, reads beside it. */
export function createSqliteTicketStore(storage: Storage<TicketProcedures>): TicketStore {
  const { reader } = storage;

  function logState({ driverId }: View): LogState {
    const state = reader.get<LogState>(selectLogState);
    if (!state) throw new Error('the stream has no row: the database was not migrated');
    return driverId === null ? state : { ...state, head: lastSeen(Number.MAX_SAFE_INTEGER, driverId) };
  }

  function lastSeen(seq: number, driverId: number): number {
    return reader.get<{ seq: number }>(selectLastSeen, { seq, driverId })?.seq ?? 0;
  }

  return {
    accept: (incoming) => storage.write('accept', incoming),

    command: (input) => storage.write('command', input),

    async find(ticketId, { driverId } = everything) {
      const row = reader.get<TicketRow>(selectTicket, [ticketId]);
      const ticket = row && parseTicket(row);
      return driverId === null || ticket?.repartidor?.id === driverId ? ticket : undefined;
    },

    async list(filter, view = everything) {
      const rows = readPage(reader, filter, view);
      const page = rows.slice(0, filter.limit);
      const last = page.at(-1);
      const cursor = rows.length > filter.limit && last ? String(last.ticket_id) : null;
      return { tickets: page.map(parseTicket), cursor };
    },

    async listClosed(filter, view = everything) {
      const rows = readClosedPage(reader, filter, view);
      const page = rows.slice(0, filter.limit);
      const last = page.at(-1);
      const cursor = rows.length > filter.limit && last ? cursorOf(last) : null;
      return { tickets: page.map(parseTicket), cursor };
    },

    async history(ticketId) {
      const rows = reader.all<HistoryRow>(selectHistory, [ticketId]);
      return rows.length > 0 ? rows.map(toHistoryEntry) : undefined;
    },

    async count() {
      return reader.get<{ total: number }>('SELECT count(*) AS total FROM tickets')?.total ?? 0;
    },

    markHead: (published) => storage.write('markHead', published),
    recognize: () => storage.write('recognizeFile', undefined),

    logState: async (view = everything) => logState(view),

    async eventsAfter(seq, limit, { driverId } = everything) {
      const select = driverId === null ? selectEvents : selectEventsOfDriver;
      return reader.all<EventRow>(select, { seq, limit, driverId }).map(toLoggedEvent);
    },

    async lastSeenBefore(seq, { driverId }) {
      return driverId === null ? Math.max(0, seq - 1) : lastSeen(seq, driverId);
    },

    board: async (closedSince, view = everything) =>
      reader.transaction(() => {
        const select = view.driverId === null ? selectBoard : selectBoardOfDriver;
        const rows = reader.all<TicketRow>(select, { closedSince, driverId: view.driverId });
        return { ...logState(view), tickets: rows.map(parseTicket) };
      }),

    openTickets: async (view = everything) =>
      reader.transaction(() => {
        const select = view.driverId === null ? selectOpen : selectOpenOfDriver;
        return { ...logState(view), tickets: reader.all<OpenRow>(select, { driverId: view.driverId }) };
      }),
  };
}

type TicketRow = { ticket: string };
type OpenRow = { ticket_id: number; version: number; estado: State };
type EventRow = TicketRow & {
  driver_id: number | null;
  former_driver_id: number | null;
  seq: number;
  ticket_id: number;
  evento: TicketEventName;
  en: number;
  autor: string;
};
type HistoryRow = Omit<HistoryEntry, 'en' | 'motivo'> & { en: number; motivo: string | null };

function parseTicket(row: TicketRow): Ticket {
  return JSON.parse(row.ticket) as Ticket;
}

function toLoggedEvent(row: EventRow): LoggedEvent {
  const ticket = parseTicket(row);
  const { numero, cliente_nombre, estado, repartidor, prioridad, tipo_cliente } = ticket;
  const { evento, seq, autor, ticket_id, driver_id: now, former_driver_id: before } = row;
  const en = new Date(row.en).toISOString();
  return {
    evento,
    seq,
    en,
    autor,
    ticket_id,
    numero,
    cliente_nombre,
    estado,
    repartidor,
    prioridad,
    tipo_cliente,
    ticket,
    ...((now !== null || before !== null) && { drivers: { now, before } }),
  };
}

function toHistoryEntry({ en, motivo, ...row }: HistoryRow): HistoryEntry {
  return { ...row, en: new Date(en).toISOString(), ...(motivo !== null && { motivo }) };
}
