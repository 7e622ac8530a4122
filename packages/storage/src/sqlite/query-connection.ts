import { Worker } from 'node:worker_threads';
import { deserializeError, type SerializedError, StorageOverloaded, StorageUnavailable } from '../errors.ts';
import type { OpenFiles } from './file-identity.ts';

/** What the main thread asks of the query thread; there is one query at a time. */
export type QueryRequest =
  | { kind: 'query'; queries: string; name: string; input: unknown; held: OpenFiles | undefined }
  /** Closes the files until the next query. */
  | { kind: 'release' };

export type QueryReply =
  | { kind: 'done'; value: unknown }
  | { kind: 'failed'; error: SerializedError }
  /** Another file stands at the path; a `done` or `failed` follows. */
  | { kind: 'moved' };

export type QueryConnection = {
  /**
   * Runs one query. Rejects with what it threw, with StorageOverloaded when too many wait or it took too long, or with
   * StorageUnavailable.
   */
  read(name: string, input: unknown): Promise<unknown>;
  /** Closes the files that the thread reads; the next query opens those that are held then. */
  release(): void;
  close(): Promise<void>;
};

type Waiting = { name: string; input: unknown; settled: boolean } & PromiseWithResolvers<unknown>;

/**
 * Reads on a thread of its own, which starts with the first query: what may take long there holds nobody else up. SQLite
 * cannot be interrupted there, so a query beyond its time goes on, and the next one waits for its end: however many are
 * asked, they take one processor at most.
 *
 * @param options.held the files to read, as the writer has them open
 * @param options.maxWaiting `read` rejects beyond so many
 * @param options.limitMs how long a caller waits, from the call on
 */
export function createQueryConnection(options: {
  queries: string;
  held: () => OpenFiles | undefined;
  onMoved: () => void;
  maxWaiting?: number;
  limitMs?: number;
}): QueryConnection {
  const { queries, held, onMoved, maxWaiting = 20, limitMs = 5_000 } = options;
  const waiting: Waiting[] = [];
  let worker: Worker | undefined;
  let inHand: Waiting | undefined;
  let closed = false;

  function finish(settle: (asked: Waiting) => void): void {
    const asked = inHand;
    inHand = undefined;
    worker?.unref();
    if (asked && !asked.settled) settle(asked);
    next();
  }

  function start(): Worker {
    const started = new Worker(entry, { execArgv: [], name: 'storage-queries' });
    started.on('message', (reply: QueryReply) => {
      if (reply.kind === 'moved') return onMoved();
      if (reply.kind === 'done') return finish(({ resolve }) => resolve(reply.value));
      return finish(({ reject }) => reject(deserializeError(reply.error)));
    });
    const die = (cause?: unknown) => {
      if (worker !== started) return;
      worker = undefined;
      finish(({ reject }) => reject(new StorageUnavailable('the query thread died', { cause })));
    };
    started.on('error', die).on('exit', () => die());
    started.on('messageerror', (error) => {
      die(error);
      void started.terminate();
    });
    return started;
  }

  function next(): void {
    while (!inHand && !closed) {
      const asked = waiting.shift();
      if (!asked) return;
      if (asked.settled) continue;
      worker ??= start();
      inHand = asked;
      worker.ref();
      const { name, input } = asked;
      worker.postMessage({ kind: 'query', queries, name, input, held: held() } satisfies QueryRequest);
    }
  }

  return {
    async read(name, input) {
      if (closed) throw new StorageUnavailable('the storage is closed');
      if (waiting.length >= maxWaiting) throw new StorageOverloaded('too many queries wait');
      const asked: Waiting = { name, input, settled: false, ...Promise.withResolvers<unknown>() };
      const limit = setTimeout(() => {
        asked.settled = true;
        // Its place is for others, once nobody waits for it.
        if (waiting.includes(asked)) waiting.splice(waiting.indexOf(asked), 1);
        asked.reject(new StorageOverloaded(`no answer to the query ${name} in ${limitMs} ms`));
      }, limitMs);
      waiting.push(asked);
      next();
      try {
        return await asked.promise;
      } finally {
        clearTimeout(limit);
      }
    },
    release() {
      worker?.postMessage({ kind: 'release' } satisfies QueryRequest);
    },
    async close() {
      closed = true;
      for (const asked of waiting.splice(0)) asked.reject(new StorageUnavailable('the storage is closed'));
      await worker?.terminate();
    },
  };
}

const entry = new URL('./query-thread.ts', import.meta.url);
