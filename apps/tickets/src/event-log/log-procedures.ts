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

// Every change updates this one row. That serializes them, so numbers are gapless and in commit order.
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

/**
 * Takes the next number of the log and, for a new ticket, the next ticket id.
 * @param numbers.intakeAt epoch ms; null where this is not an order from a shop
 */
export function takeNumbers(
  db: Db,
  numbers: { newTicket: boolean; intakeAt: number | null },
): { seq: number; ticketId: number } {
  const { newTicket, intakeAt } = numbers;
  const row = prepared(db, takeNext).get({ newTicket: newTicket ? 1 : 0, intakeAt });
  if (!row) throw new Error('the stream has no row: the database was not migrated');
  const { seq, ticketId, file } = row as { seq: number; ticketId: number; file: string | null };
  // A backup may have been restored a moment ago: its next number must not pass for one that boards have seen.
  if (file !== inodeOfFile(db)) renewEpochIfRestored(db);
  return { seq, ticketId };
}

/** Adds an event to the log, in the same transaction as its change. */
export function appendEvent(db: Db, event: NewEvent): void {
  prepared(db, insertEvent).run(event);
}

type Stream = { epoch: string; head: number; file: string | null };

const selectStream = 'SELECT epoch, head, file FROM stream';

/**
 * Starts a new epoch if the database is an older copy of itself: boards may have seen events that it does not hold, so
 * their cursors are no longer valid. It is a copy if its file is not the one it was made in, or if its head is behind
 * the mark beside it (a copy into the same file keeps the inode).
 */
export function renewEpochIfRestored(db: Db): void {
  const file = inodeOfFile(db);
  const stream = prepared(db, selectStream).get() as Stream;
  const isNew = stream.file === null;
  const restored = !isNew && (storedInode(stream.file) !== file || isBehindMark(stream, db.name));
  if (stream.file === file && !restored) return;
  const epoch = restored ? randomBytes(16).toString('hex') : stream.epoch;
  prepared(db, 'UPDATE stream SET file = ?, epoch = ?').run(file, epoch);
}

// Versions up to 0.1 stored the device in front of the inode.
function storedInode(file: string | null): string | undefined {
  return file?.split(':').at(-1);
}

const files = new WeakMap<Db, string>();

/**
 * The inode of the file that a connection has open. Unlike the device, it stays the same: many systems renumber their
 * devices at each start.
 */
function inodeOfFile(db: Db): string {
  const known = files.get(db);
  if (known !== undefined) return known;
  const file = `${statSync(db.name, { bigint: true }).ino}`;
  files.set(db, file);
  return file;
}

/**
 * Records a head of the log in a small file beside the database, where a restored backup does not overwrite it. Only for
 * a head that is committed: one that is rolled back would make the database look older than it is.
 */
export function markHead(db: Db, { epoch, head }: { epoch: string; head: number }): void {
  writeFileSync(markOf(db.name), `${epoch} ${head}\n`, { mode: 0o600 });
}

function isBehindMark({ epoch, head }: Stream, database: string): boolean {
  const [markedEpoch, markedHead] = readMark(database).trim().split(' ');
  return markedEpoch === epoch && head < Number(markedHead);
}

// No mark, nothing to compare with: a new database, or a folder that was moved without it.
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
