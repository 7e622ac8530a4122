import type { BoardEvent, Cursor } from '@relevo/contract';
import type { Clock, SubscribeAnswer, Transport } from './ports.ts';
import { createTimer } from './timer.ts';

/** A request that nobody answers is sent again after this, on a line that has shown no loss. */
export const replayTimeoutMs = 5_000;

/** From the cursor, or everything: `nothing` asks for a snapshot. */
export type ReplayFrom = 'cursor' | 'nothing';

export type Answered = (reply: SubscribeAnswer, asked: Cursor, latest: boolean) => void;

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
  const retry = createTimer(deps.clock);
  let connection = 0;
  let attempt = 0;
  let held: BoardEvent[] = [];
  let quiet = false;

  function ask(from: ReplayFrom): void {
    const [mine, link] = [++attempt, connection];
    // Whatever was received before the request is in the answer: the server joins first and reads then.
    held = [];
    const asked = from === 'cursor' ? deps.cursor() : {};
    retry.set(deps.timeoutMs(asked), () => {
      quiet = false;
      deps.unanswered();
      ask(from);
    });
    deps.transport.subscribe(asked, (reply) => {
      // An answer to an earlier request of this connection may still be of use; the rules decide.
      if (link === connection) answered(reply, asked, mine === attempt && retry.armed());
    });
  }

  function end(): BoardEvent[] {
    retry.clear();
    const events = held.sort((a, b) => a.seq - b.seq);
    held = [];
    return events;
  }

  return {
    start(from, quietly = false) {
      const awaited = retry.armed();
      quiet = quietly && (quiet || !awaited);
      if (!awaited) ask(from);
    },
    again(from, delayMs) {
      quiet = false;
      retry.set(delayMs, () => ask(from));
    },
    underWay: retry.armed,
    catchingUp: () => retry.armed() && !quiet,
    hold: (event) => void held.push(event),
    finish: end,
    stop() {
      connection += 1;
      end();
    },
  };
}
