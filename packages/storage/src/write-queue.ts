import { setImmediate as nextTurn } from 'node:timers/promises';
import { deserializeError, type SerializedError, StorageOverloaded, StorageUnavailable } from './errors.ts';

/** One write as it is sent to the worker. */
export type Call = { name: string; input: unknown };

/** The result of one write of a committed batch. */
export type Outcome = { ok: true; value: unknown } | { ok: false; error: SerializedError };

// At most so many writes share a message and a transaction, so that the first does not wait too long for the last.
const MAX_BATCH = 128;
// For fewer writes than this a commit costs more than it saves.
const MIN_SHARE = 16;

type WaitingWrite = { call: Call; resolve: (value: unknown) => void; reject: (reason: unknown) => void };

export type WriteQueue = {
  /** Rejects with StorageOverloaded when the queue is full, unless `urgent`. */
  add(call: Call, urgent?: boolean): Promise<unknown>;
  /** Accepts nothing more; resolves when everything accepted is answered. */
  drain(): Promise<void>;
  stats(): { waiting: number; inHand: number; batches: number; writes: number; largestBatch: number };
};

/** Collects writes while a batch is being written, and sends what has collected as the next one. */
export function createWriteQueue(
  send: (calls: readonly Call[]) => Promise<Outcome[]>,
  options: { maxWaiting: number },
): WriteQueue {
  const waiting: WaitingWrite[] = [];
  const counts = { inHand: 0, batches: 0, writes: 0, largestBatch: 0 };
  let pumping: Promise<void> | undefined;
  let closed = false;

  const pump = async () => {
    await nextTurn(); // so that all writes of one turn of the event loop go together
    let answerCallers = () => {};
    let answered = 0;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize({ waiting: waiting.length, answered }));
      counts.inHand = batch.length;
      // Sent before the callers of the last batch are answered, so that the writer works meanwhile.
      const written = write(batch);
      answerCallers();
      answerCallers = await written;
      counts.inHand = 0;
      answered = batch.length;
    }
    pumping = undefined;
    answerCallers();
  };

  /** Has a batch written; returns the function that answers its callers. */
  const write = async (batch: readonly WaitingWrite[]): Promise<() => void> => {
    try {
      const outcomes = await send(batch.map(({ call }) => call));
      counts.batches += 1;
      counts.writes += batch.length;
      counts.largestBatch = Math.max(counts.largestBatch, batch.length);
      return () => {
        for (const [index, waitingWrite] of batch.entries()) settle(waitingWrite, outcomes[index]);
      };
    } catch (error) {
      // One input that cannot be cloned keeps the whole batch from being sent: reject that one and send the others again.
      const cloneable = isCloneError(error) ? batch.filter(rejectUncloneable) : batch;
      if (cloneable.length < batch.length) waiting.unshift(...cloneable);
      else for (const { reject } of batch) reject(error);
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
 * Returns how many of the waiting writes to send now: about half of the callers. Callers who wait for an answer before they
 * ask again would otherwise all end up in one batch, and this thread and the writer would be idle in turn.
 */
function batchSize({ waiting, answered }: { waiting: number; answered: number }): number {
  const half = Math.ceil((waiting + answered) / 2);
  return Math.min(MAX_BATCH, Math.max(MIN_SHARE, half));
}

function settle(write: WaitingWrite, outcome: Outcome | undefined): void {
  if (outcome?.ok) write.resolve(outcome.value);
  else
    write.reject(
      outcome ? deserializeError(outcome.error) : new StorageUnavailable('the writer gave no answer'),
    );
}

function rejectUncloneable(write: WaitingWrite): boolean {
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
