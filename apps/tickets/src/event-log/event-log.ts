import type { State, Ticket, TicketEventName } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import type { markHead, renewEpochIfRestored } from './log-procedures.ts';
import { everything, type LoggedEvent, type View } from './view.ts';

/** Where the log stands. `lastIntakeAt`: epoch ms of the last order from a shop. */
export type LogState = {
  epoch: string;
  head: number;
  lastIntakeAt: number | null;
};

/** Port: the log of all changes, and the board as it is at the head of the log. Every read sees all earlier commits. */
export type EventLog = {
  /** Starts a new epoch if a backup was put in place of the database. */
  renewEpochIfRestored(): Promise<void>;
  /** Records how far boards may have seen the log, for `renewEpochIfRestored`. */
  markHead(published: { epoch: string; head: number }): Promise<void>;
  /** Reads the state of the log; `head` is the last event that the view sees. */
  logState(view?: View): Promise<LogState>;
  /** Reads at most `limit` events after `seq` that concern the view, in order. */
  eventsAfter(seq: number, limit: number, view?: View): Promise<LoggedEvent[]>;
  /** The number of the last event before `seq` that concerns the view; 0 for none. */
  lastSeenBefore(seq: number, view: View): Promise<number>;
  /** Reads the tickets on the board (open, or closed since `closedSince`) with the head they belong to. */
  board(closedSince: number, view?: View): Promise<LogState & { tickets: Ticket[] }>;
  /** Reads id, version and state of the open tickets, with the state of the log at that moment. */
  openTickets(
    view?: View,
  ): Promise<LogState & { tickets: { ticket_id: number; version: number; estado: State }[] }>;
};

const selectLogState = 'SELECT epoch, head, last_intake_at AS lastIntakeAt FROM stream';
const selectEvents = `
  SELECT seq, ticket_id, evento, en, autor, motivo, driver_id, former_driver_id, ticket FROM events
  WHERE seq > @seq ORDER BY seq LIMIT @limit`;
const selectEventsOfDriver = `
  SELECT seq, ticket_id, evento, en, autor, motivo, driver_id, former_driver_id, ticket FROM events
  WHERE seq > @seq AND (driver_id = @driverId OR former_driver_id = @driverId) ORDER BY seq LIMIT @limit`;
// Two look-ups, each at the end of an index; an OR would scan.
const selectLastSeen = `
  SELECT max(
    coalesce((SELECT max(seq) FROM events WHERE driver_id = @driverId AND seq < @seq), 0),
    coalesce((SELECT max(seq) FROM events WHERE former_driver_id = @driverId AND seq < @seq), 0)
  ) AS seq`;
// On its own, SQLite picks the index by state and reads every closed ticket there is.
/** Exported for the test of its query plan. */
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
/** Exported for the test of its query plan. */
export const selectOpen = `
  SELECT ticket_id, version, estado FROM tickets INDEXED BY tickets_open
  WHERE estado IN ('pendiente', 'en-preparacion', 'en-camino') AND smoke = 0`;
const selectOpenOfDriver = `
  SELECT ticket_id, version, estado FROM tickets
  WHERE driver_id = @driverId AND smoke = 0 AND estado IN ('pendiente', 'en-preparacion', 'en-camino')`;

type LogProcedures = { markHead: typeof markHead; renewEpochIfRestored: typeof renewEpochIfRestored };

/** The log in SQLite: writes through the group-commit writer, reads beside it. */
export function createEventLog(storage: Storage<LogProcedures>): EventLog {
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
    markHead: (published) => storage.write('markHead', published),
    renewEpochIfRestored: () => storage.write('renewEpochIfRestored', undefined),

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
  motivo: string | null;
};

// Nobody on a board sees what a shop sent besides, and every board would get up to 16 KiB of it with each change.
function parseTicket(row: TicketRow): Ticket {
  const ticket = JSON.parse(row.ticket) as Ticket;
  delete ticket.extra;
  return ticket;
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
    ...(row.motivo !== null && { motivo: row.motivo }),
    ...((now !== null || before !== null) && { drivers: { now, before } }),
  };
}
