import { unpackError } from './carry-error.ts';
import type { ReadConnection } from './create-reader.ts';
import { StorageUnavailable } from './errors.ts';
import type { HeldFiles } from './held-files.ts';
import { restartDelayMs } from './restart-delay.ts';
import { startThread, type Thread } from './start-thread.ts';
import type { Call, Outcome, Reply, Request, WriterOptions } from './writer-messages.ts';

export type WriterLink = {
  /** Starts the first writer. Rejects when the database cannot be opened. */
  open(): Promise<void>;
  /** Has one batch written; starts a new writer when the last one died. Rejects when nothing of it is stored. */
  write(calls: readonly Call[]): Promise<Outcome[]>;
  close(): Promise<void>;
  held(): HeldFiles | undefined;
  restarts(): number;
};

/** The main thread's side of the writer. Leads `reader` to the files that the writer has open. */
export function createWriterLink(options: WriterOptions, reader: ReadConnection): WriterLink {
  let thread: Thread | undefined;
  let held: HeldFiles | undefined;
  let [deaths, restarts, diedAt] = [0, 0, 0];

  const ask = async (asked: Thread, request: Request): Promise<Reply> => {
    const reply = await asked.ask(request);
    if (reply.kind === 'failed') throw unavailable(unpackError(reply.error));
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

  const assertRested = () => {
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
    async open() {
      thread = await start({ kind: 'open', options });
    },
    async write(calls) {
      if (!thread?.alive()) assertRested();
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
