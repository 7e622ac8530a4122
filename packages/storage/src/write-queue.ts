import { setImmediate as nextTurn } from 'node:timers/promises';
import { deserializeError, type SerializedError, StorageOverloaded, StorageUnavailable } from './errors.ts';

/** One write as it goes to the worker. */
export type Call = { name: string; input: unknown };

/** What became of one write of a committed batch. */
export type Outcome = { ok: true; value: unknown } | { ok: false; error: SerializedError };

// One message and one transaction of at most this many writes: bounds the wait of the first for the last.
const MAX_BATCH = 128;
// Below this a commit costs more than what waits for it.
const MIN_SHARE = 16;

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
    await nextTurn(); // all that this turn of the event loop asks for goes together
    let deal = () => {};
    let dealt = 0;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize({ waiting: waiting.length, dealt }));
      counts.inHand = batch.length;
      // Sent before the answers of the last one are dealt out: the writer works while they are.
      const outcomes = settle(batch);
      deal();
      deal = await outcomes;
      counts.inHand = 0;
      dealt = batch.length;
    }
    pumping = undefined;
    deal();
  };

  /** Has a batch written; what comes back tells those who wait for it. */
  const settle = async (batch: readonly WaitingWrite[]): Promise<() => void> => {
    try {
      const outcomes = await send(batch.map(({ call }) => call));
      counts.batches += 1;
      counts.writes += batch.length;
      counts.largestBatch = Math.max(counts.largestBatch, batch.length);
      return () => {
        for (const [index, write] of batch.entries()) conclude(write, outcomes[index]);
      };
    } catch (error) {
      // An input that cannot be cloned was not sent, and neither was its neighbour: part them and go on.
      const parted = isCloneError(error) ? batch.filter(refuseUncloneable) : batch;
      if (parted.length < batch.length) waiting.unshift(...parted);
      else for (const write of batch) write.reject(error);
      return () => {};
    }
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

/**
 * How many of those waiting go now. Callers who wait for an answer before they ask again would all end up in one batch,
 * and this thread and the writer would take turns at being idle: half of them, and both have something to do.
 */
function batchSize({ waiting, dealt }: { waiting: number; dealt: number }): number {
  const half = Math.ceil((waiting + dealt) / 2);
  return Math.min(MAX_BATCH, Math.max(MIN_SHARE, half));
}

function conclude(write: WaitingWrite, outcome: Outcome | undefined): void {
  if (outcome?.ok) write.resolve(outcome.value);
  else
    write.reject(
      outcome ? deserializeError(outcome.error) : new StorageUnavailable('the writer gave no answer'),
    );
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
