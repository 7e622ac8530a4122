import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { deserializeError, isNotKept, type SerializedError, StorageUnavailable } from '../errors.ts';
import type { Call, Outcome } from '../write-queue.ts';
import type { OpenFiles } from './file-identity.ts';
import type { ReadConnection } from './reader.ts';
import type { WriterOptions } from './writer.ts';

/** What the main thread asks of the writer thread. Every request gets exactly one reply; there is one at a time. */
export type Request =
  | { kind: 'open'; options: WriterOptions }
  | { kind: 'batch'; calls: readonly Call[]; mayReopen: boolean }
  | { kind: 'close' };

export type Reply =
  | { kind: 'opened'; held: OpenFiles }
  | { kind: 'done'; outcomes: Outcome[]; held: OpenFiles }
  /** Other files stand in place of the open ones; nothing was done. Close the readers and send the batch again. */
  | { kind: 'moved' }
  | { kind: 'failed'; error: SerializedError }
  | { kind: 'closed' };

type WriterConnection = {
  /**
   * Starts the first writer. Rejects when the database cannot be opened; where only the disk does not keep what is written and
   * `onNotKept` is given, tells it and tries again.
   */
  open(onNotKept?: (error: unknown) => void): Promise<void>;
  /** Writes one batch; starts a new writer when the last one died. Rejects when nothing of the batch is stored. */
  write(calls: readonly Call[]): Promise<Outcome[]>;
  close(): Promise<void>;
  held(): OpenFiles | undefined;
  restarts(): number;
};

/** Starts the writer thread and talks to it. Lets `reader` follow to the files that the writer has open. */
export function createWriterConnection(
  options: WriterOptions,
  reader: Pick<ReadConnection, 'follow'>,
): WriterConnection {
  let thread: Thread | undefined;
  let held: OpenFiles | undefined;
  let [deaths, restarts, diedAt] = [0, 0, 0];

  const ask = async (asked: Thread, request: Request): Promise<Reply> => {
    const reply = await asked.ask(request);
    if (reply.kind === 'failed') throw unavailable(deserializeError(reply.error));
    if (reply.kind === 'opened' || reply.kind === 'done') {
      held = reply.held;
      reader.follow(held);
    }
    return reply;
  };

  const start = async (request: Request): Promise<Thread> => {
    const started = startThread();
    try {
      await ask(started, request);
      return started;
    } catch (error) {
      await started.end();
      throw error;
    }
  };

  const assertMayRestart = () => {
    const waitMs = diedAt + restartDelayMs(deaths) - performance.now();
    if (waitMs > 0)
      throw new StorageUnavailable(`the writer died; a new one may start in ${Math.ceil(waitMs)} ms`);
  };

  const restart = async (): Promise<Thread> => {
    restarts += 1;
    reader.follow(undefined);
    thread = await start({ kind: 'open', options: { ...options, mayCreate: false, former: held } });
    return thread;
  };

  const writeBatch = async (calls: readonly Call[]): Promise<Outcome[]> => {
    const writer = thread?.alive() ? thread : await restart();
    let reply = await ask(writer, { kind: 'batch', calls, mayReopen: false });
    if (reply.kind === 'moved') {
      reader.follow(undefined);
      reply = await ask(writer, { kind: 'batch', calls, mayReopen: true });
    }
    if (reply.kind !== 'done') throw new StorageUnavailable('the database file was replaced again and again');
    return reply.outcomes;
  };

  return {
    async open(onNotKept) {
      for (let tries = 1; !thread; tries += 1) {
        try {
          thread = await start({ kind: 'open', options });
        } catch (error) {
          if (!onNotKept || !isNotKept(error)) throw error;
          onNotKept(error);
          await sleep(restartDelayMs(tries + 1));
        }
      }
    },
    async write(calls) {
      if (!thread?.alive()) assertMayRestart();
      try {
        const outcomes = await writeBatch(calls);
        deaths = 0;
        return outcomes;
      } catch (error) {
        if (!thread?.alive()) [deaths, diedAt] = [deaths + 1, performance.now()];
        throw error;
      }
    },
    async close() {
      reader.follow(undefined);
      if (thread?.alive()) await ask(thread, { kind: 'close' }).catch(() => undefined);
      await thread?.end();
    },
    held: () => held,
    restarts: () => restarts,
  };
}

function unavailable(cause: Error): StorageUnavailable {
  return new StorageUnavailable(cause.message, { cause });
}

type Thread = {
  /** One request at a time. Rejects with StorageUnavailable when the thread dies over it. */
  ask(request: Request): Promise<Reply>;
  /** True until the thread has ended, whatever ended it. */
  alive(): boolean;
  end(): Promise<void>;
};

const ENTRY = new URL('./writer-thread.ts', import.meta.url);

/** Starts the worker thread. It keeps the process alive only while a request is being answered. */
function startThread(): Thread {
  const worker = new Worker(ENTRY, { execArgv: [], name: 'storage-writer' });
  let inHand: PromiseWithResolvers<Reply> | undefined;
  let alive = true;

  const answer = (settle: (waiting: PromiseWithResolvers<Reply>) => void) => {
    const answered = inHand;
    inHand = undefined;
    worker.unref();
    if (answered) settle(answered);
  };
  const die = (cause?: unknown) => {
    alive = false;
    answer(({ reject }) => reject(new StorageUnavailable('the writer thread died', { cause })));
  };
  worker.on('message', (reply: Reply) => answer(({ resolve }) => resolve(reply)));
  worker.on('messageerror', (error) => {
    die(error);
    void worker.terminate();
  });
  worker.on('error', die);
  worker.on('exit', () => die());

  return {
    ask(request) {
      if (!alive) return Promise.reject(new StorageUnavailable('the writer thread is dead'));
      worker.postMessage(request); // throws, with nothing sent, when an input cannot be cloned
      worker.ref();
      inHand = Promise.withResolvers();
      return inHand.promise;
    },
    alive: () => alive,
    async end() {
      await worker.terminate();
    },
  };
}

const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** Returns how long to wait before a writer that died `deaths` times in a row is started again, in ms: 0 the first time. */
export function restartDelayMs(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(FIRST_MS * 2 ** (deaths - 2), LONGEST_MS);
}
