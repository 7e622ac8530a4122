import { parentPort } from 'node:worker_threads';
import { serializeError } from '../errors.ts';
import type { Db, Procedure, Procedures } from '../procedures.ts';
import type { Call, Outcome } from '../write-queue.ts';
import { PROBE, touchProbe } from './connection.ts';
import { createWriter, type Writer, type WriterOptions } from './writer.ts';
import type { Reply, Request } from './writer-connection.ts';

// Checkpoints reuse the WAL file but never shrink it. A reader must have pinned a WAL that is larger than this.
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
  // After the answer: nobody has to wait for this.
  truncateWal(LARGE_WAL_BYTES);
  checkpoint();
  idle = setTimeout(truncateWal, IDLE_MS, 1).unref();
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

// The write is stored by now; only its result cannot be cloned (a function, for example).
function sendable(outcome: Outcome): Outcome {
  try {
    return structuredClone(outcome);
  } catch (error) {
    return { ok: false, error: serializeError(error) };
  }
}

// A checkpoint that fails loses nothing; if the medium is broken, the next commit reports it.
function checkpoint(): void {
  try {
    writer?.checkpoint();
  } catch {}
}

function truncateWal(minWalBytes: number): void {
  try {
    writer?.truncateWal(minWalBytes);
  } catch {}
}
