import type { Diagnosis } from '@relevo/contract';

/** The answer to one request, and how long it took. `status` null: no answer came. */
export type Answered = {
  ok: boolean;
  status: number | null;
  /** The problem's `type`, null where the answer is not the service's own. */
  type: string | null;
  tookMs: number;
};

/** A position that arrived: `at` by this device's clock, `said` (when it was sent) by the server's. */
export type HeardPosition = { at: number; said: number };

/** The course of a live connection over one transport. Times are milliseconds since 1970 by this device's clock. */
export type Line =
  | { state: 'opening' }
  | { state: 'failed'; unauthorized: boolean; tookMs: number }
  | { state: 'open'; openedAt: number; tookMs: number; heard: readonly HeardPosition[] }
  | { state: 'closed'; openedAt: number; closedAt: number; heard: readonly HeardPosition[] };

/** What was measured so far; null: not measured yet. */
export type Measurements = {
  reach: Answered | null;
  session: Answered | null;
  diagnosis: (Answered & { value: Diagnosis | null; clockOffsetMs: number | null }) | null;
  websocket: Line | null;
  polling: Line | null;
  /** The time for listening is over. */
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

/** Where the page comes from, by its address bar. */
export type Here = Pick<Location, 'protocol' | 'host' | 'hostname' | 'origin'>;
