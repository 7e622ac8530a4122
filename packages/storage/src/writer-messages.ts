import type { CarriedError } from './carry-error.ts';
import type { HeldFiles } from './held-files.ts';

/** One write as it goes to the worker. */
export type Call = { name: string; input: unknown };

/** What became of one write of a committed batch. */
export type Outcome = { ok: true; value: unknown } | { ok: false; error: CarriedError };

export type WriterOptions = {
  file: string;
  migrations: readonly { component: string; dir: string }[];
  procedures: string;
  busyTimeoutMs: number;
  mayCreate: boolean;
  /** What the last writer held, when this one takes its place. */
  former?: HeldFiles;
};

/** Every request gets exactly one reply, and there is one request at a time. */
export type Request =
  | { kind: 'open'; options: WriterOptions }
  | { kind: 'batch'; calls: readonly Call[]; mayReopen: boolean }
  | { kind: 'close' };

export type Reply =
  | { kind: 'opened'; held: HeldFiles }
  | { kind: 'done'; outcomes: Outcome[]; held: HeldFiles }
  /** Other files stand in place of ours; nothing was done. Let go of them and send the batch again. */
  | { kind: 'moved' }
  | { kind: 'failed'; error: CarriedError }
  | { kind: 'closed' };
