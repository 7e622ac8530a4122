import { Agent, get } from 'node:http';
import Database from 'better-sqlite3';
import { pause } from './load.ts';
import { atLeast, exactly, type Figure } from './report.ts';

/** Reads one column of a database that a service may have open. Opens and closes: nothing is held. */
export function column<T extends string | number>(file: string, sql: string): T[] {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return db.prepare<[], T>(sql).pluck().all();
  } finally {
    db.close();
  }
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
  name: 'store' | 'tickets',
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

/** The most moments that fall into one window of so many milliseconds. */
export function largestWave(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((from, at) => sorted.slice(at).filter((one) => one < from + windowMs).length),
  );
}

function statusOf(url: string, agent: Agent): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  get(url, { agent }, (response) => {
    response.resume();
    response.once('end', () => resolve(response.statusCode ?? 0));
  }).once('error', () => resolve(0));
  return promise;
}

/** Looks at a service's memory now and then. */
export function watchMemory(url: string) {
  const heaps: number[] = [];
  const mebibyte = 1_024 * 1_024;
  return {
    async look(): Promise<void> {
      const text = await (await fetch(`${url}/metrics`)).text();
      heaps.push(Number(/^nodejs_heap_size_used_bytes(?:\{.*\})? (\S+)$/m.exec(text)?.[1]) / mebibyte);
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
