import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import { type BoardEvent, type Position, problemType, type StoreState, type Ticket } from '@relevo/contract';
import type { Clock } from '../device/clock.ts';
import { applyReply, type Board, type BoardCursor, emptyBoard } from './apply.ts';
import { createLiveArrivals } from './arrivals.ts';
import { createBoardState } from './board-state.ts';
import { type Connection, createConnectionWatch } from './connection.ts';
import { createPositionWatch } from './position-watch.ts';
import { type Answered, createReplay, replayTimeoutMs } from './replay.ts';
import { createSuspectConnection, suspectAskMs } from './suspect-connection.ts';
import type { Transport, TransportListener } from './transport.ts';

const askAgainMs = 1_000;

/** A board that follows the server's log. Times are milliseconds since 1970 by this device's clock unless noted. */
export type FollowedLog = {
  /** The server's tickets, by id. */
  tickets: ReadonlySignal<ReadonlyMap<number, Ticket>>;
  connection: ReadonlySignal<Connection>;
  lastEventAt: ReadonlySignal<number | null>;
  /** The server's time minus this device's. */
  clockOffsetMs: ReadonlySignal<number>;
  /** When the last order arrived, by the server's clock (ISO 8601); null: never, or unknown. */
  ultimaEntrada: ReadonlySignal<string | null>;
  /** The stores that the service waits for; null: unknown, as it is to drivers. */
  stores: ReadonlySignal<readonly StoreState[] | null>;
  /** How many times the board differed from the server although it had every event. */
  errorReports: ReadonlySignal<number>;
  restored: Restored;
  /** The board as the server sent it, up to which event. */
  board(): Board;
  open(): void;
  /** Shows a board of an earlier page, as one whose connection is lost. */
  restore(kept: RestoredBoard): void;
  /** Checks the connection: the page is visible again, the network is back, or the device slept. */
  wake(): void;
  /** Disconnects and forgets the tickets. */
  close(): void;
  /** Drops the board: the service refuses the session. */
  unauthorized(): void;
  /** Runs `run` as one step: its changes and the state of the connection become visible together. */
  step(run: () => void): void;
};

/** `dataAsOf`: when it last equalled the server. `clockOffsetMs`: the server's time minus this device's. */
export type RestoredBoard = { board: Board; dataAsOf: number; clockOffsetMs: number };

/** Whether the server went back to an older copy of its data; `dismiss` acknowledges it. */
export type Restored = { noticed: ReadonlySignal<boolean>; dismiss(): void };

/** By so much less the server's clock is ahead of the device's where it was set back, or the device's was set ahead. */
const setBackMs = 60_000;

/** Callbacks, each called within a step. `live`: ids of the tickets that just arrived live. */
export type FollowHooks = {
  connected(): void;
  disconnected(): void;
  moved(board: Board, live: ReadonlySet<number>): void;
};

/** Keeps a board equal to the server's by the rules of board/1, and reports when it cannot. */
export function followLog(
  deps: { transport: Transport; clock: Clock; random(): number },
  on: FollowHooks,
): FollowedLog {
  const { transport, clock, random } = deps;
  const clockOffsetMs = signal(0);
  let hasOffset = false;
  const ultimaEntrada = signal<string | null>(null);
  const stores = signal<readonly StoreState[] | null>(null);
  const errorReports = signal(0);
  const wentBack = signal(false);
  const board = createBoardState(clock);
  const live = createLiveArrivals();
  const replay = createReplay(
    {
      clock,
      transport,
      cursor: () => board.now().cursor ?? {},
      unanswered: () => suspicion.suspect(),
      // A snapshot may take long on a slow network; the events after a cursor are few.
      timeoutMs: ({ seq }) => (seq !== undefined && suspicion.isSuspected() ? suspectAskMs : replayTimeoutMs),
    },
    answered,
  );
  const suspicion = createSuspectConnection({
    clock,
    replay: { start: (from, quietly) => step(() => replay.start(from, quietly)) },
  });
  const connection = createConnectionWatch({
    clock,
    random,
    replaying: replay.catchingUp,
    reconnect: transport.reconnect,
  });
  const watch = createPositionWatch(
    { clock, board: board.now, replay: { ...replay, start: (from) => step(() => replay.start(from)) } },
    { same: connection.upToDate, different: report },
  );

  function report(): void {
    errorReports.value += 1;
  }

  function disconnect(): void {
    replay.stop();
    watch.stop();
    suspicion.pause();
    on.disconnected();
  }

  function unauthorized(): void {
    disconnect();
    connection.unauthorized();
    board.replace(emptyBoard);
  }

  // Every answer is applied by the rules, but only an awaited one ends the replay.
  function answered(...[reply, asked, awaited]: Parameters<Answered>): void {
    step(() => {
      if ('ok' in reply) {
        if (reply.problema.type === problemType('no-autorizado')) unauthorized();
        else if (awaited) replay.again('cursor', askAgainMs);
        return;
      }
      const outcome = applyReply(board.now(), reply, asked);
      live.answered(reply);
      if (outcome.kind === 'applied') {
        if (reply.tipo === 'delta') live.bring(board.now(), reply.eventos);
        else live.bringAll(board.now(), reply);
        if (isAnotherLog(board.now().cursor, outcome.board.cursor)) wentBack.value = true;
        board.replace(outcome.board);
      }
      if (!awaited) return;
      connection.answered();
      if (outcome.kind === 'applied') return caughtUp(replay.finish());
      if (outcome.kind === 'broken') report();
      replay.again(outcome.kind === 'broken' ? 'nothing' : 'cursor', askAgainMs);
    });
  }

  function caughtUp(held: BoardEvent[]): void {
    const outcomes = held.map(apply);
    if (outcomes.includes('gap')) {
      replay.start('cursor');
      return;
    }
    connection.upToDate();
    watch.recheck();
  }

  function apply(next: BoardEvent) {
    const before = board.now();
    const outcome = board.apply(next);
    if (outcome === 'applied') live.bring(before, [next]);
    return outcome;
  }

  function event(next: BoardEvent): void {
    replay.heard();
    live.heard(next);
    if (replay.underWay()) {
      replay.hold(next);
      return;
    }
    const outcome = apply(next);
    if (outcome === 'gap') {
      suspicion.suspect();
      replay.start('cursor');
    }
    if (outcome === 'applied') connection.upToDate();
  }

  function position(next: Position): void {
    const offsetMs = Date.parse(next.ahora) - clock.now();
    const isSetBack = hasOffset && offsetMs < clockOffsetMs.value - setBackMs;
    hasOffset = true;
    clockOffsetMs.value = offsetMs;
    ultimaEntrada.value = next.ultima_entrada;
    stores.value = next.tiendas ?? null;
    connection.position();
    replay.heard();
    if (isSetBack) loadAnew();
    else watch.heard(next);
    board.prune(Date.parse(next.ahora));
  }

  /** While the server's clock was ahead, tickets left the board as closed too long ago; no fingerprint counts those. */
  function loadAnew(): void {
    live.begin();
    replay.start('nothing');
  }

  function step(run: () => void): void {
    batch(() => {
      run();
      on.moved(board.now(), live.take());
      connection.publish();
    });
  }

  const listener: TransportListener = {
    connected: () =>
      step(() => {
        connection.connected();
        live.begin();
        replay.start('cursor');
        suspicion.resume();
        on.connected();
      }),
    disconnected: () =>
      step(() => {
        disconnect();
        connection.disconnected();
      }),
    unauthorized: () => step(unauthorized),
    event: (next) => step(() => event(next)),
    position: (next) => step(() => position(next)),
  };

  return {
    tickets: board.tickets,
    connection: connection.state,
    lastEventAt: board.lastEventAt,
    clockOffsetMs,
    ultimaEntrada,
    stores,
    errorReports,
    restored: {
      noticed: wentBack,
      dismiss() {
        wentBack.value = false;
      },
    },
    board: board.now,
    open: () => transport.open(listener),
    restore: (kept) =>
      step(() => {
        clockOffsetMs.value = kept.clockOffsetMs;
        board.replace(kept.board);
        connection.restore(kept.dataAsOf);
      }),
    wake: () =>
      step(() => {
        if (!connection.wake()) return;
        if (connection.silent()) live.begin();
        replay.start('cursor');
      }),
    close() {
      transport.close();
      step(() => {
        disconnect();
        connection.forget();
        stores.value = null;
        board.replace(emptyBoard);
      });
    },
    unauthorized,
    step,
  };
}

/** Tells whether the board moved to another log, or back to an earlier point of its log. */
function isAnotherLog(before: BoardCursor | null, after: BoardCursor | null): boolean {
  return before !== null && after !== null && (after.epoch !== before.epoch || after.seq < before.seq);
}
