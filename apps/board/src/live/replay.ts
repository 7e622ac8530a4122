import type { BoardEvent, Cursor } from '@relevo/contract';
import { type Clock, createTimer } from '../device/clock.ts';
import type { SubscribeAnswer, Transport } from './transport.ts';

/** How long to wait for an answer before sending the request again, on a connection that has shown no loss. */
export const replayTimeoutMs = 5_000;

/** Where a replay starts: at the cursor, or from `nothing`, which asks for a snapshot. */
export type ReplayFrom = 'cursor' | 'nothing';

/** Takes an answer. `awaited`: it ends the replay. If not, it is late, but may still be useful. */
export type Answered = (reply: SubscribeAnswer, asked: Cursor, awaited: boolean) => void;

export type Replay = {
  /**
   * Requests the missing events. Does nothing while an earlier request is under way: one replay at a time.
   * @param quietly nothing is known to be missing; the request only makes sure
   */
  start(from: ReplayFrom, quietly?: boolean): void;
  /** Sends the request again after `delayMs`. Until then the replay counts as under way. */
  again(from: ReplayFrom, delayMs: number): void;
  underWay(): boolean;
  /** Whether a replay is under way because something is missing. */
  catchingUp(): boolean;
  /** Notes that something else arrived over this connection. */
  heard(): void;
  /** Buffers an event until the answer arrives. */
  hold(event: BoardEvent): void;
  /** Ends the replay after its answer. @returns the events buffered meanwhile, oldest first */
  finish(): BoardEvent[];
  /** Ends the replay without an answer: the connection is gone. */
  stop(): void;
};

/** Requests missing events, and repeats the one request until it is answered. */
export function createReplay(
  deps: {
    clock: Clock;
    transport: Transport;
    cursor(): Cursor;
    /** Called when a request times out. */
    unanswered(): void;
    /** Returns how long the answer to this request may take, in ms. */
    timeoutMs(asked: Cursor): number;
  },
  answered: Answered,
): Replay {
  const { clock } = deps;
  const retry = createTimer(clock);
  let connection = 0;
  let replay = 0;
  let heardAt = clock.now();
  let askNow: (() => void) | null = null;
  let held: BoardEvent[] = [];
  let quiet = false;

  function begin(from: ReplayFrom): void {
    replay += 1;
    // The answer includes everything received before the request: the server subscribes first, then reads.
    held = [];
    ask(from);
  }

  // Keep what was buffered since the first of several requests: any of them may still be answered.
  function ask(from: ReplayFrom): void {
    const [askedReplay, askedConnection, askedAt] = [replay, connection, clock.now()];
    const asked = from === 'cursor' ? deps.cursor() : {};
    const timeoutMs = deps.timeoutMs(asked);
    askNow = null;
    retry.set(timeoutMs, () => {
      const askAgain = () => {
        quiet = false;
        deps.unanswered();
        ask(from);
      };
      // A snapshot takes long on a slow connection and delays everything behind it; a second one would only add to that.
      const mayBeInTransit = asked.seq === undefined && heardAt < askedAt + timeoutMs / 2;
      if (mayBeInTransit) askNow = askAgain;
      else askAgain();
    });
    deps.transport.subscribe(asked, (reply) => {
      if (askedConnection === connection) answered(reply, asked, askedReplay === replay && underWay());
    });
  }

  function underWay(): boolean {
    return retry.armed() || askNow !== null;
  }

  function end(): BoardEvent[] {
    retry.clear();
    askNow = null;
    const events = held.sort((a, b) => a.seq - b.seq);
    held = [];
    return events;
  }

  return {
    start(from, quietly = false) {
      const awaited = underWay();
      quiet = quietly && (quiet || !awaited);
      if (!awaited) begin(from);
    },
    again(from, delayMs) {
      quiet = false;
      askNow = null;
      replay += 1;
      retry.set(delayMs, () => begin(from));
    },
    underWay,
    catchingUp: () => underWay() && !quiet,
    heard() {
      heardAt = clock.now();
      askNow?.();
    },
    hold: (event) => void held.push(event),
    finish: end,
    stop() {
      connection += 1;
      end();
    },
  };
}
