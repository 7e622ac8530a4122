import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { TicketEventName } from '@relevo/contract';
import { type Db, prepared } from '@relevo/storage/procedures';

type NewEvent = {
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

type Stream = { epoch: string; head: number; file: string | null };

const selectStream = 'SELECT epoch, head, file FROM stream';

/**
 * Begins a new epoch when the database is an older copy of itself: boards may have seen events that it does not hold,
 * so their cursors are worth nothing any more. It is one when it stands in another file than the one that it was made
 * in, or when its head is behind the mark kept beside it (a copy into the same file keeps the inode).
 */
export function recognizeFile(db: Db): void {
  const file = fileOf(db);
  const stream = prepared(db, selectStream).get() as Stream;
  const made = stream.file === null;
  const older = !made && (inodeOf(stream.file) !== file || isBehindMark(stream, db.name));
  if (stream.file === file && !older) return;
  const epoch = older ? randomBytes(16).toString('hex') : stream.epoch;
  prepared(db, 'UPDATE stream SET file = ?, epoch = ?').run(file, epoch);
}

// Versions up to 0.1 kept the device in front of it.
function inodeOf(file: string | null): string | undefined {
  return file?.split(':').at(-1);
}

const files = new WeakMap<Db, string>();

/**
 * The inode of the file that a connection has open. It stays with that file for as long as it lives; the device does not:
 * many systems number their devices anew at each start.
 */
function fileOf(db: Db): string {
  const known = files.get(db);
  if (known !== undefined) return known;
  const file = `${statSync(db.name, { bigint: true }).ino}`;
  files.set(db, file);
  return file;
}

/**
 * Keeps a head of the log in a small file beside the database, where a restored copy does not reach it. It has to be on
 * disk: the head of this transaction, which may be undone, would later make the database look older than it is.
 */
export function markHead(db: Db, { epoch, head }: { epoch: string; head: number }): void {
  writeFileSync(markOf(db.name), `${epoch} ${head}\n`);
}

function isBehindMark({ epoch, head }: Stream, database: string): boolean {
  const [markedEpoch, markedHead] = readMark(database).trim().split(' ');
  return markedEpoch === epoch && head < Number(markedHead);
}

// Without a mark there is nothing to compare with: a new database, or a folder that was moved without it.
function readMark(database: string): string {
  try {
    return readFileSync(markOf(database), 'utf8');
  } catch {
    return '';
  }
}

function markOf(database: string): string {
  return `${database}-head`;
}
