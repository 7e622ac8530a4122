import { closeSync, openSync, readSync } from 'node:fs';
import { personalTexts, phoneDigits, searchKey } from '@relevo/ticket-rules';
import { filesOf, type ServiceDatabase } from './databases.ts';

/** So large a database is written anew only when somebody asks for it: meanwhile no order can be stored. */
const smallBytes = 32 * 1024 * 1024;

/** What a customer would be recognized by in the bytes of a file. */
export function tracesOf(orders: readonly Readonly<Record<string, unknown>>[]): string[] {
  // Notes are left out: "ring the bell" is in the orders of many.
  const texts = orders.flatMap((order) => personalTexts({ ...order, indicaciones: null, notas: null }));
  const forms = texts.flatMap((text) => [text, searchKey(text), JSON.stringify(text).slice(1, -1)]);
  const numbers = texts.map(phoneDigits).filter((digits) => digits.length >= 8);
  // A single short word is in many orders.
  return [...new Set([...forms, ...numbers])].filter((text) => text.length >= 8).slice(0, mostTraces);
}

const mostTraces = 200;

/**
 * Ends what is left in free space: empties the WAL and, where it is asked for or costs nothing, writes the database anew.
 * @returns whether it was written anew, and whether the WAL is empty now
 */
export function clearLeftovers(
  { beside }: ServiceDatabase,
  compact: boolean,
): { compacted: boolean; walEmptied: boolean } {
  const walEmptied = beside.emptyWal();
  const compacted = compact || beside.sizeBytes() <= smallBytes;
  if (!compacted) return { compacted, walEmptied };
  beside.compact();
  return { compacted, walEmptied: beside.emptyWal() };
}

/**
 * Counts the traces that are found in the bytes of a database's files. Only while this process has no connection open:
 * closing a file gives up all locks that a process has on it, SQLite's too.
 */
export function countTraces(database: ServiceDatabase, traces: readonly string[]): number {
  const files = filesOf(database);
  return traces.filter((trace) => files.some((file) => holds(file, Buffer.from(trace)))).length;
}

const chunkBytes = 1024 * 1024;

/** Whether a file holds these bytes, in one piece. */
function holds(file: string, bytes: Buffer): boolean {
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(chunkBytes + bytes.length);
  try {
    for (let at = 0; ; at += chunkBytes) {
      const length = readSync(descriptor, buffer, 0, buffer.length, at);
      if (buffer.subarray(0, length).includes(bytes)) return true;
      if (length < buffer.length) return false;
    }
  } finally {
    closeSync(descriptor);
  }
}
