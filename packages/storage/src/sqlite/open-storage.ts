import { resolve } from 'node:path';
import { StorageUnavailable } from '../errors.ts';
import type { MigrationSeries } from '../migrations.ts';
import type { Procedures } from '../procedures.ts';
import { createWriteQueue } from '../write-queue.ts';
import { PROBE } from './connection.ts';
import { sizeOf } from './file-identity.ts';
import { createQueryConnection } from './query-connection.ts';
import { createReader, type Queries, type Reader } from './reader.ts';
import { createWriterConnection } from './writer-connection.ts';

export type StorageOptions = {
  /** Path of the database file; its folder is created. */
  file: string;
  /** Run in this order. */
  migrations: readonly MigrationSeries[];
  /** Module that exports `procedures`; loaded by the worker thread. */
  procedures: URL;
  /** Module that exports `queries`; loaded by the query thread. Without it there are none. */
  queries?: URL;
  /** How long `read` waits for its result; 5 000 ms unless given. */
  queryLimitMs?: number;
  /** `write` rejects beyond so many waiting writes; 10 000 unless given. */
  maxWaitingWrites?: number;
  /** How long a batch waits for another process that holds the write lock; 2 000 unless given. */
  busyTimeoutMs?: number;
  /**
   * Is told why, each time that the disk does not keep what is written and the database cannot be opened yet; opening goes on
   * until it does. Without this, `openStorage` rejects.
   */
  onNotKept?: (error: unknown) => void;
};

export type StorageStats = {
  /** Writes not yet sent to the worker, and those of the batch that it works on. */
  waiting: number;
  inHand: number;
  /** Committed batches, the writes answered by them (undone ones too), and the most in one. */
  batches: number;
  writes: number;
  largestBatch: number;
  /** Size of the WAL file. It grows without bound only while another connection pins it. */
  walBytes: number;
  /** Writer threads started after the first. */
  restarts: number;
};

export type Storage<P extends Procedures, Q extends Queries = Queries> = {
  /**
   * Runs procedure `name`; resolves with its result only after the COMMIT that holds it is on disk. Rejects with what
   * the procedure threw (name, message and code; this write alone is undone), StorageUnavailable or StorageOverloaded.
   */
  write<K extends keyof P & string>(name: K, input: Parameters<P[K]>[1]): Promise<Awaited<ReturnType<P[K]>>>;
  /**
   * Runs query `name` on a thread of its own, so that it may take long. Rejects with what it threw, with StorageOverloaded
   * when too many wait or it takes too long, or with StorageUnavailable.
   */
  read<K extends keyof Q & string>(name: K, input: Parameters<Q[K]>[1]): Promise<ReturnType<Q[K]>>;
  /** Read-only connection beside the writer, for short point reads and keyset pages. */
  readonly reader: Reader;
  /** Makes a real write to this storage; rejects with StorageUnavailable. */
  probe(): Promise<void>;
  stats(): StorageStats;
  /** Finishes the writes it has accepted, empties the WAL, closes and ends the worker. */
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Opens the database, creates and migrates it if necessary. Rejects with StorageUnavailable, whose message names the file
 * and the reason, when the file is no database, cut short, unreadable or newer than this code; the file is left as it was.
 */
export async function openStorage<P extends Procedures, Q extends Queries = Queries>(
  options: StorageOptions,
): Promise<Storage<P, Q>> {
  const { maxWaitingWrites = 10_000, busyTimeoutMs = 2_000 } = options;
  const file = resolve(options.file);

  const onMoved = () => void probe().catch(() => undefined);
  const reader = createReader({ busyTimeoutMs, onMoved });
  const migrations = options.migrations.map(({ component, dir }) => ({ component, dir: dir.href }));
  const procedures = options.procedures.href;
  const writer = createWriterConnection(
    { file, migrations, procedures, busyTimeoutMs, mayCreate: true },
    {
      follow(held) {
        reader.follow(held);
        if (!held) queries?.release();
      },
    },
  );
  const queries =
    options.queries &&
    createQueryConnection({
      queries: options.queries.href,
      held: writer.held,
      onMoved,
      limitMs: options.queryLimitMs,
    });
  const queue = createWriteQueue(writer.write, { maxWaiting: maxWaitingWrites });
  let probing: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  const probe = () => {
    probing ??= writeProbe().finally(() => {
      probing = undefined;
    });
    return probing;
  };
  const writeProbe = async () => {
    try {
      await queue.add({ name: PROBE, input: undefined }, true);
    } catch (cause) {
      throw cause instanceof StorageUnavailable
        ? cause
        : new StorageUnavailable('the probe failed', { cause });
    }
  };
  const close = async () => {
    await queue.drain();
    await queries?.close();
    await writer.close();
  };

  await writer.open(options.onNotKept);
  return {
    write: (name, input) => queue.add({ name, input }) as Promise<never>,
    read: async (name, input) => {
      if (!queries) throw new TypeError('this storage has no queries');
      return (await queries.read(name, input)) as never;
    },
    reader: { all: reader.all, get: reader.get, transaction: reader.transaction },
    probe,
    stats: () => ({
      ...queue.stats(),
      walBytes: sizeOf(writer.held()?.walFile ?? ''),
      restarts: writer.restarts(),
    }),
    [Symbol.asyncDispose]: () => {
      closing ??= close();
      return closing;
    },
  };
}
