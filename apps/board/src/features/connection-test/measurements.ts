import type { Diagnosis } from '@relevo/contract';

/** One request: what came back, and how long it took. `status` null: nothing came back. */
export type Answered = {
  ok: boolean;
  status: number | null;
  /** The problem's `type`, null where the answer is not the service's own. */
  type: string | null;
  tookMs: number;
};

/** A position that came over a line: when, by this device, and when it was said, by the server. */
export type HeardPosition = { at: number; said: number };

/** How a live connection over one transport fared. Times are milliseconds since 1970 by this device. */
export type Line =
  | { state: 'opening' }
  | { state: 'failed'; unauthorized: boolean; tookMs: number }
  | { state: 'open'; openedAt: number; tookMs: number; heard: readonly HeardPosition[] }
  | { state: 'closed'; openedAt: number; closedAt: number; heard: readonly HeardPosition[] };

/** What was measured so far; null: not yet. */
export type Measurements = {
  reach: Answered | null;
  session: Answered | null;
  diagnosis: (Answered & { value: Diagnosis | null; clockOffsetMs: number | null }) | null;
  websocket: Line | null;
  polling: Line | null;
  /** All the time there was for listening is over. */
  listened: boolean;
};

export const nothingYet: Measurements = {
  reach: null,
  session: null,
  diagnosis: null,
  websocket: null,
  polling: null,
  listened: false,
};

/** Where the page itself is, by its address bar. */
export type Here = Pick<Location, 'protocol' | 'host' | 'hostname' | 'origin'>;
