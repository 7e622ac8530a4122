import { Worker } from 'node:worker_threads';
import { StorageUnavailable } from './errors.ts';
import type { Reply, Request } from './writer-messages.ts';

export type Thread = {
  /** One request at a time. Rejects with StorageUnavailable when the thread dies over it. */
  ask(request: Request): Promise<Reply>;
  /** True until the thread has ended, whatever ended it. */
  alive(): boolean;
  end(): Promise<void>;
};

const ENTRY = new URL('./writer-thread.ts', import.meta.url);

/** Starts the worker thread. It keeps the process alive only while a request is in hand. */
export function startThread(): Thread {
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
