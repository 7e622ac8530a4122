import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { databaseFile } from '@relevo/service-kit/start';
import { type Beside, openBeside } from '@relevo/storage';
import { personalTexts, phoneDigits, searchKey } from '@relevo/ticket-rules';
import { ForgetFault } from './options.ts';

/** A service's database, open beside the service. */
export type ServiceDatabase = { kind: 'store' | 'tickets'; file: string; beside: Beside };

type Env = Record<string, string | undefined>;

/**
 * Opens the databases to work on, the store's first.
 * @param urls as typed; else that of the environment, else both in their usual place
 * @throws ForgetFault where one is not there, not ours, or of another version
 */
export function openDatabases(urls: readonly string[], env: Env, stack: DisposableStack): ServiceDatabase[] {
  const named = urls.length > 0 ? urls : [env.DATABASE_URL?.trim() ?? ''].filter(Boolean);
  const files = named.length > 0 ? named.map(fileOf) : usualFiles();
  const opened = [...new Set(files)].map((file) => open(file, stack));
  const kinds = new Set(opened.map(({ kind }) => kind));
  if (kinds.size < opened.length) throw new ForgetFault('of each service there can be one database only');
  return opened.toSorted((a, b) => a.kind.localeCompare(b.kind));
}

function fileOf(url: string): string {
  const path = databaseFile(url);
  if (path !== undefined) return resolve(path);
  throw new ForgetFault('--database must be like file:./data/tickets.db');
}

function usualFiles(): string[] {
  const files = ['data/store.db', 'data/tickets.db']
    .map((file) => resolve(file))
    .filter((file) => existsSync(file));
  if (files.length > 0) return files;
  throw new ForgetFault(
    'there is no database in ./data: name it with --database, or run this where the services run',
  );
}

function open(file: string, stack: DisposableStack): ServiceDatabase {
  const owner = statSync(file, { throwIfNoEntry: false })?.uid;
  if (owner === undefined) throw new ForgetFault(`there is no database at ${file}`);
  // Files that belong to somebody else would stop the service at its next start.
  if (process.getuid && process.getuid() !== owner)
    throw new ForgetFault(
      `the database at ${file} belongs to another user: run this as the user of the service`,
    );
  const beside = stack.use(openBeside(file));
  const kind = (['store', 'tickets'] as const).find((one) => has(beside, tableOf[one]));
  if (kind === undefined)
    throw new ForgetFault(`the database at ${file} is neither the store's nor the ticket service's`);
  const isOlder = kind === 'store' && !has(beside, 'order_conflicts');
  if (isOlder || !has(beside, tableOf[kind], 'forgotten_at'))
    throw new ForgetFault(
      `the database at ${file} is of an older version: start its service once with this one`,
    );
  return { kind, file, beside };
}

const tableOf = { store: 'orders', tickets: 'tickets' } as const;

function has({ db }: Beside, table: string, column?: string): boolean {
  const columns = db.prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)').all(table);
  return column === undefined ? columns.length > 0 : columns.some(({ name }) => name === column);
}

/** The files of a database that hold its content, and those beside it that a service writes. */
export function filesOf({ file }: ServiceDatabase): string[] {
  return ['', '-wal', '-shm', '-head'].map((end) => `${file}${end}`).filter((path) => existsSync(path));
}

/** Where a service keeps the secret that it was not given; see `keptSecret`. */
export function secretFileBeside({ file }: ServiceDatabase): string {
  return join(dirname(file), 'session-secret');
}

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
