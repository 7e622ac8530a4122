import { unpackError } from './carry-error.ts';
import { StorageOverloaded, StorageUnavailable } from './errors.ts';
import type { Call, Outcome } from './writer-messages.ts';

// One message and one transaction of at most this many writes: bounds the wait of the first for the last.
const MAX_BATCH = 1_000;

type WaitingWrite = { call: Call; resolve: (value: unknown) => void; reject: (reason: unknown) => void };

export type WriteQueue = {
  /** Rejects with StorageOverloaded when the queue is full, unless `urgent`. */
  add(call: Call, urgent?: boolean): Promise<unknown>;
  /** Takes nothing more and resolves when everything taken has its answer. */
  drain(): Promise<void>;
  stats(): { waiting: number; inHand: number; batches: number; writes: number; largestBatch: number };
};

/** Gathers writes while a batch is in hand, and sends all that have gathered as the next one. */
export function createWriteQueue(
  send: (calls: readonly Call[]) => Promise<Outcome[]>,
  options: { maxWaiting: number },
): WriteQueue {
  const waiting: WaitingWrite[] = [];
  const counts = { inHand: 0, batches: 0, writes: 0, largestBatch: 0 };
  let pumping: Promise<void> | undefined;
  let closed = false;

  const pump = async () => {
    await Promise.resolve(); // what one turn of the event loop asks for goes together
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_BATCH);
      counts.inHand = batch.length;
      await settle(batch);
      counts.inHand = 0;
    }
    pumping = undefined;
  };

  const settle = async (batch: readonly WaitingWrite[]) => {
    const outcomes = await send(batch.map(({ call }) => call)).catch((error: unknown) => {
      // An input that cannot be cloned was not sent, and neither was its neighbour: part them and go on.
      const parted = isCloneError(error) ? batch.filter(refuseUncloneable) : undefined;
      if (parted && parted.length < batch.length) waiting.unshift(...parted);
      else for (const write of batch) write.reject(error);
    });
    if (!outcomes) return;
    counts.batches += 1;
    counts.writes += batch.length;
    counts.largestBatch = Math.max(counts.largestBatch, batch.length);
    for (const [index, write] of batch.entries()) conclude(write, outcomes[index]);
  };

  return {
    add(call, urgent = false) {
      if (closed) return Promise.reject(new StorageUnavailable('the storage is closed'));
      if (!urgent && waiting.length >= options.maxWaiting) {
        return Promise.reject(new StorageOverloaded(`${waiting.length} writes are waiting already`));
      }
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiting.push({ call, resolve, reject });
      pumping ??= pump();
      return promise;
    },
    async drain() {
      closed = true;
      await pumping;
    },
    stats: () => ({ waiting: waiting.length, ...counts }),
  };
}

function conclude(write: WaitingWrite, outcome: Outcome | undefined): void {
  if (outcome?.ok) write.resolve(outcome.value);
  else
    write.reject(outcome ? unpackError(outcome.error) : new StorageUnavailable('the writer gave no answer'));
}

function refuseUncloneable(write: WaitingWrite): boolean {
  try {
    structuredClone(write.call.input);
    return true;
  } catch (error) {
    write.reject(error);
    return false;
  }
}

function isCloneError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'DataCloneError';
}
