import { parentPort } from 'node:worker_threads';
import { type SerializedError, serializeError } from '../errors.ts';
import type { Db, Procedure, Procedures } from '../procedures.ts';
import type { Call, Outcome } from '../write-queue.ts';
import { PROBE, touchProbe } from './connection.ts';
import type { OpenFiles } from './file-identity.ts';
import { createWriter, type Writer, type WriterOptions } from './writer.ts';

// Checkpoints as the work goes on reuse the WAL but never shrink it; a WAL that is larger than this was pinned by a reader.
const LARGE_WAL_BYTES = 16 * 1024 * 1024;
const IDLE_MS = 500;

const port = parentPort;
let writer: Writer | undefined;
let idle: NodeJS.Timeout | undefined;

port?.on('message', async (request: Request) => {
  clearTimeout(idle);
  const reply = await answer(request).catch(
    (error): Reply => ({ kind: 'failed', error: serializeError(error) }),
  );
  post(reply);
  if (reply.kind === 'closed') return port.close();
  tidy(LARGE_WAL_BYTES);
  carryOver();
  idle = setTimeout(tidy, IDLE_MS, 1).unref();
});

async function answer(request: Request): Promise<Reply> {
  switch (request.kind) {
    case 'open': {
      writer = createWriter(request.options, await loadProcedures(request.options));
      return { kind: 'opened', held: writer.held() };
    }
    case 'batch':
      return runCalls(opened(), request.calls, request.mayReopen);
    case 'close':
      writer?.close();
      return { kind: 'closed' };
  }
}

function runCalls(writer: Writer, calls: readonly Call[], mayReopen: boolean): Reply {
  if (writer.mustReopen()) {
    if (!mayReopen) return { kind: 'moved' };
    writer.reopen();
  }
  const outcomes = writer.run(calls);
  return { kind: 'done', outcomes, held: writer.held() };
}

function opened(): Writer {
  if (!writer) throw new Error('the database is not open');
  return writer;
}

async function loadProcedures({ procedures }: WriterOptions): Promise<(db: Db, call: Call) => unknown> {
  const module: { procedures?: Procedures } = await import(procedures);
  const byName = new Map<string, Procedure>(Object.entries(module.procedures ?? {})).set(PROBE, touchProbe);
  return (db, { name, input }) => {
    const procedure = byName.get(name);
    if (!procedure) throw new TypeError(`there is no procedure ${name}`);
    return procedure(db, input as never);
  };
}

function post(reply: Reply): void {
  try {
    port?.postMessage(reply);
  } catch (error) {
    if (reply.kind !== 'done') throw error;
    port?.postMessage({ ...reply, outcomes: reply.outcomes.map(sendable) });
  }
}

// The write is stored by now; only its result cannot cross the border (a function, say).
function sendable(outcome: Outcome): Outcome {
  try {
    return structuredClone(outcome);
  } catch (error) {
    return { ok: false, error: serializeError(error) };
  }
}

// After the answer: nobody has to wait for what only makes room.
function carryOver(): void {
  try {
    writer?.carryOver();
  } catch {}
}

// A checkpoint that fails loses nothing, and the next commit will tell.
function tidy(minWalBytes: number): void {
  try {
    writer?.checkpoint(minWalBytes);
  } catch {}
}

/** Every request gets exactly one reply, and there is one request at a time. */
export type Request =
  | { kind: 'open'; options: WriterOptions }
  | { kind: 'batch'; calls: readonly Call[]; mayReopen: boolean }
  | { kind: 'close' };

export type Reply =
  | { kind: 'opened'; held: OpenFiles }
  | { kind: 'done'; outcomes: Outcome[]; held: OpenFiles }
  /** Other files stand in place of ours; nothing was done. Let go of them and send the batch again. */
  | { kind: 'moved' }
  | { kind: 'failed'; error: SerializedError }
  | { kind: 'closed' };
