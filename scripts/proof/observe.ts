import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { residentMemory, usedHeap } from '../metrics.ts';
import { atLeast, exactly, type Figure } from './report.ts';
import type { ServiceName } from './services.ts';

/** Reads rows of a database that a service may have open. Opens and closes: nothing is held. */
export function rows<T>(file: string, sql: string): T[] {
  using db = openToRead(file);
  return db.prepare(sql).all() as T[];
}

/** Reads the first column of these rows. */
export function column<T extends string | number>(file: string, sql: string): T[] {
  using db = openToRead(file);
  return db.prepare<[], T>(sql).pluck().all();
}

function openToRead(file: string) {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  return Object.assign(db, { [Symbol.dispose]: () => void db.close() });
}

/** `ok` when SQLite finds the file sound, all indexes included. */
export function soundness(file: string): string {
  return column<string>(file, 'PRAGMA integrity_check').join('; ');
}

/** How many of `wanted` are not among the numbers that `sql` finds. */
export function missing(file: string, sql: string, wanted: readonly string[]): number {
  const found = new Set(column<string>(file, sql));
  return wanted.filter((numero) => !found.has(numero)).length;
}

export const orderNumbers = 'SELECT numero FROM orders';
export const ticketNumbers = 'SELECT numero FROM tickets';
/** Numbers that more than one ticket has. */
export const doubledTickets = 'SELECT numero FROM tickets GROUP BY numero HAVING count(*) > 1';

/** What must hold after any trouble: everything acknowledged is in the file, and the file is sound. */
export function storedSoundly(
  what: string,
  name: ServiceName,
  file: string,
  acknowledged: readonly string[],
): Figure[] {
  const numbers = name === 'store' ? orderNumbers : ticketNumbers;
  const lost = missing(file, numbers, acknowledged);
  return [
    // Without any there would be nothing to lose.
    atLeast(`${what}: acknowledged before it`, acknowledged.length, 1),
    exactly(`${what}: of ${acknowledged.length} acknowledged orders not stored`, lost, 0),
    exactly(`${what}: the database`, soundness(file), 'ok'),
  ];
}

/** Reads the heap that a service uses whenever it is told to look. */
export function watchHeap(url: string) {
  const heaps: number[] = [];
  return {
    async look(): Promise<void> {
      heaps.push(await usedHeap(url));
    },
    /**
     * How much more is in use in the last quarter than in the second, MiB. The least of each: what lies above it is
     * garbage that nobody has collected yet. The first quarter fills caches.
     */
    growth(): number {
      const quarter = Math.floor(heaps.length / 4);
      const [early, late] = [heaps.slice(quarter, 2 * quarter), heaps.slice(-quarter)];
      return quarter === 0 ? 0 : Math.min(...late) - Math.min(...early);
    },
  };
}

/** Reads the resident memory of a service once a second. */
export function watchMemory(url: string) {
  const seen: number[] = [];
  const look = async () => void seen.push(await residentMemory(url));
  const timer = setInterval(() => void look().catch(() => {}), 1_000);
  return {
    /** By how much the most of the last third is above the most of the second, MiB. */
    async stop(): Promise<number> {
      clearInterval(timer);
      const third = Math.floor(seen.length / 3);
      return Math.max(...seen.slice(2 * third)) - Math.max(...seen.slice(third, 2 * third));
    },
  };
}

/**
 * Asks /readyz every few milliseconds on a connection of its own, as a load balancer does. Only a 503 says "not ready": a
 * refused connection is what a process that is gone says too.
 */
export function watchReadiness(url: string) {
  const agent = new Agent({ keepAlive: false });
  let notReadyAt = Number.POSITIVE_INFINITY;
  let lied = 0;
  let stopped = false;

  async function look(): Promise<void> {
    while (!stopped) {
      const status = await statusOf(`${url}/readyz`, agent);
      if (status === 503) notReadyAt = Math.min(notReadyAt, performance.now());
      else if (status !== 0 && notReadyAt < Number.POSITIVE_INFINITY) lied += 1;
      await pause(5);
    }
  }
  const looking = look();
  return {
    async stop() {
      stopped = true;
      await looking;
      return { notReadyAt, lied };
    },
  };
}

function statusOf(url: string, agent: Agent): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  get(url, { agent }, (response) => {
    response.resume();
    response.once('end', () => resolve(response.statusCode ?? 0));
  }).once('error', () => resolve(0));
  return promise;
}

/** The most moments that fall into one window of so many milliseconds. */
export function largestWave(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((from, at) => sorted.slice(at).filter((one) => one < from + windowMs).length),
  );
}
