import type { TicketEventName } from '@relevo/contract';
import { type Db, prepared } from '@relevo/storage/procedures';
import { fileOf, recognizeFile } from './recognize-file.ts';

export type NewEvent = {
  seq: number;
  ticketId: number;
  evento: TicketEventName;
  accion: string;
  en: number;
  autor: string;
  /** Null where a service's key made the change. */
  authorId: number | null;
  driverId: number | null;
  formerDriverId: number | null;
  de: string | null;
  a: string | null;
  motivo: string | null;
  ticket: string;
  /** The body that made the ticket, as it came in; null for a later change. */
  received: string | null;
};

// One row that every change updates: it serialises them, so numbers are gapless and in commit order.
const takeNext = `
  UPDATE stream
  SET head = head + 1,
      last_ticket_id = last_ticket_id + @newTicket,
      last_intake_at = coalesce(@intakeAt, last_intake_at)
  RETURNING head AS seq, last_ticket_id AS ticketId, file`;

const insertEvent = `
  INSERT INTO events 
    (seq, ticket_id, evento, accion, en, autor, author_id, driver_id, former_driver_id, de, a, motivo, ticket, received)
  VALUES
    (@seq, @ticketId, @evento, @accion, @en, @autor, @authorId, @driverId, @formerDriverId, @de, @a, @motivo, @ticket, @received)`;

/** Takes the next number of the log and, for a new ticket, the next ticket id. `intakeAt`: epoch ms, null if no intake. */
export function takeNumbers(
  db: Db,
  { newTicket, intakeAt }: { newTicket: boolean; intakeAt: number | null },
): { seq: number; ticketId: number } {
  const numbers = prepared(db, takeNext).get({ newTicket: newTicket ? 1 : 0, intakeAt });
  if (!numbers) throw new Error('the stream has no row: the database was not migrated');
  const { seq, ticketId, file } = numbers as { seq: number; ticketId: number; file: string | null };
  // A backup may have been put here a moment ago: the next number must not pass for the one that boards have seen.
  if (file !== fileOf(db)) recognizeFile(db);
  return { seq, ticketId };
}

/** Adds an event to the log, in the transaction of the change that it tells of. */
export function appendEvent(db: Db, event: NewEvent): void {
  prepared(db, insertEvent).run(event);
}
