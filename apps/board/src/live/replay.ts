import type { BoardEvent, Cursor } from '@relevo/contract';
import { type Clock, createTimer } from '../device/clock.ts';
import type { SubscribeAnswer, Transport } from './transport.ts';

/** A request that nobody answers is sent again after this, on a line that has shown no loss. */
export const replayTimeoutMs = 5_000;

/** From the cursor, or everything: `nothing` asks for a snapshot. */
export type ReplayFrom = 'cursor' | 'nothing';

/** `awaited`: the answer ends the replay; else it comes late, and may still be of use. */
export type Answered = (reply: SubscribeAnswer, asked: Cursor, awaited: boolean) => void;

export type Replay = {
  /**
   * Asks for what is missing, unless an answer is awaited already: one replay at a time.
   * @param quietly nothing is known to be missing: it is only to be made sure
   */
  start(from: ReplayFrom, quietly?: boolean): void;
  /** Asks again after `delayMs`; until then the replay counts as under way. */
  again(from: ReplayFrom, delayMs: number): void;
  underWay(): boolean;
  /** Under way because something is missing. */
  catchingUp(): boolean;
  /** Something else has come over this connection. */
  heard(): void;
  /** Keeps an event until the answer is here. */
  hold(event: BoardEvent): void;
  /** The answer has come. @returns the events held meanwhile, oldest first */
  finish(): BoardEvent[];
  /** The connection is gone, and with it every answer. */
  stop(): void;
};

/** Keeps one request for missing events under way until it is answered. */
export function createReplay(
  deps: {
    clock: Clock;
    transport: Transport;
    cursor(): Cursor;
    /** Nobody has answered in time. */
    unanswered(): void;
    /** How long an answer to this request may take, ms. */
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
    // Whatever was received before the request is in the answer: the server joins first and reads then.
    held = [];
    ask(from);
  }

  // What was held since the first of several requests is kept: the answer to any of them may come.
  function ask(from: ReplayFrom): void {
    const [mine, link, askedAt] = [replay, connection, clock.now()];
    const asked = from === 'cursor' ? deps.cursor() : {};
    const timeoutMs = deps.timeoutMs(asked);
    askNow = null;
    retry.set(timeoutMs, () => {
      const askAgain = () => {
        quiet = false;
        deps.unanswered();
        ask(from);
      };
      // A whole board takes long on a slow line, and all else comes behind it: another one would only make it longer.
      const mayBeOnItsWay = asked.seq === undefined && heardAt < askedAt + timeoutMs / 2;
      if (mayBeOnItsWay) askNow = askAgain;
      else askAgain();
    });
    deps.transport.subscribe(asked, (reply) => {
      if (link === connection) answered(reply, asked, mine === replay && underWay());
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
