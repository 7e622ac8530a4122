import { type ReadonlySignal, signal } from '@preact/signals-core';
import { type Clock, createTimer } from '../device/clock.ts';

/** How far people can trust the board. Times are milliseconds since 1970 by this device's clock. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** `dataAsOf`: when the board last equalled the server; null: never. */
  | { kind: 'catching-up'; dataAsOf: number | null }
  | { kind: 'offline'; since: number; dataAsOf: number | null }
  | { kind: 'signed-out' };

type ConnectionFacts = {
  authorized: boolean;
  connected: boolean;
  /** Connected, but no position arrived for too long. */
  silent: boolean;
  /** Waiting for an answer to `suscribir`. */
  replaying: boolean;
  /** When the current outage began; null while there is none. */
  lostAt: number | null;
  dataAsOf: number | null;
};

/** Describes the connection. Anything but `live` means that the board may be out of date. */
function describeConnection(facts: ConnectionFacts): Connection {
  const { lostAt, dataAsOf } = facts;
  if (!facts.authorized) return { kind: 'signed-out' };
  if (!facts.connected || facts.silent) {
    return lostAt === null ? { kind: 'connecting' } : { kind: 'offline', since: lostAt, dataAsOf };
  }
  if (dataAsOf === null) return { kind: 'connecting' };
  return facts.replaying ? { kind: 'catching-up', dataAsOf } : { kind: 'live' };
}

const catchUpGraceMs = 10_000;

/** Tells whether to mark the tickets on the screen as stale. A board that catches up has a short grace period. */
export function isStale(connection: Connection, now: number): boolean {
  if (connection.kind === 'offline') return true;
  if (connection.kind !== 'catching-up' || connection.dataAsOf === null) return false;
  return now - connection.dataAsOf > catchUpGraceMs;
}

function sameConnection(a: Connection, b: Connection): boolean {
  return a.kind === b.kind && sinceOf(a) === sinceOf(b) && dataAsOfOf(a) === dataAsOfOf(b);
}

const sinceOf = (connection: Connection) => ('since' in connection ? connection.since : null);
const dataAsOfOf = (connection: Connection) => ('dataAsOf' in connection ? connection.dataAsOf : null);

/** After this long without a position the board says so, and treats the connection as dead. */
export const silenceMs = 10_000;
/**
 * The longest silence before giving a connection up. A snapshot on a slow connection delays the positions behind it, so
 * the limit doubles, up to this, after each connection that fell silent without one answer.
 */
const longestSilenceMs = 40_000;
/** How long the server has to answer after a wake. */
const wakeLimitMs = 2_000;
const jitterMs = 500;

/** Watches the connection with two timers: one for silence, one for a wake without an answer. */
type ConnectionWatch = {
  state: ReadonlySignal<Connection>;
  connected(): void;
  disconnected(): void;
  unauthorized(): void;
  position(): void;
  /** Notes that the server answered. */
  answered(): void;
  /** Notes that the board equals the server, as far as it can know. */
  upToDate(): void;
  /** Checks the connection after a sleep. @returns true to ask the server now; false: it reconnects */
  wake(): boolean;
  /** Whether it is connected, but nothing arrived for too long. */
  silent(): boolean;
  /** Publishes the current state. Call it after every change. */
  publish(): void;
  /** Starts with a board of an earlier page. @param dataAsOf when it last equalled the server */
  restore(dataAsOf: number): void;
  /** Resets to the initial state. */
  forget(): void;
};

const startFacts: Omit<ConnectionFacts, 'replaying'> = {
  authorized: true,
  connected: false,
  silent: false,
  lostAt: null,
  dataAsOf: null,
};

export function createConnectionWatch(deps: {
  clock: Clock;
  random(): number;
  replaying(): boolean;
  reconnect(delayMs: number): void;
}): ConnectionWatch {
  const { clock } = deps;
  const state = signal<Connection>({ kind: 'connecting' });
  const silence = createTimer(clock);
  const waking = createTimer(clock);
  let heardAt = clock.now();
  let giveUpMs = silenceMs;
  let facts = startFacts;

  const change = (next: Partial<ConnectionFacts>) => {
    facts = { ...facts, ...next };
  };
  const lose = (since: number) => change({ lostAt: facts.lostAt ?? since });
  // Jitter, so that the boards of a shop do not all reconnect at the same instant.
  const reconnect = () => deps.reconnect(deps.random() * jitterMs);

  function publish(): void {
    const next = describeConnection({ ...facts, replaying: deps.replaying() });
    if (!sameConnection(next, state.peek())) state.value = next;
  }

  function heard(): void {
    heardAt = clock.now();
    silence.set(silenceMs, () => {
      becomeSilent();
      if (giveUpMs > silenceMs) silence.set(giveUpMs - silenceMs, giveUp);
      else giveUp();
      publish();
    });
  }

  function giveUp(): void {
    giveUpMs = Math.min(2 * giveUpMs, longestSilenceMs);
    reconnect();
  }

  function becomeSilent(): void {
    lose(heardAt);
    change({ silent: true });
  }

  function stop(): void {
    silence.clear();
    waking.clear();
    change({ connected: false, silent: false });
  }

  return {
    state,
    connected() {
      heard();
      change({ authorized: true, connected: true, silent: false });
    },
    disconnected() {
      stop();
      lose(clock.now());
    },
    unauthorized() {
      stop();
      change({ authorized: false, lostAt: null, dataAsOf: null });
    },
    position() {
      heard();
      waking.clear();
      change({ silent: false });
    },
    answered() {
      waking.clear();
      giveUpMs = silenceMs;
      // The silence timer has already fired once, and would give up next. Restart it: the connection is live again.
      if (facts.silent) heard();
      change({ silent: false });
    },
    upToDate: () => change({ lostAt: null, dataAsOf: clock.now() }),
    restore: (dataAsOf) => change({ lostAt: dataAsOf, dataAsOf }),
    wake() {
      if (!facts.connected) {
        if (facts.authorized) reconnect();
        return false;
      }
      // The timers slept along with the device, so the board may be hours old.
      if (clock.now() - heardAt >= silenceMs) becomeSilent();
      if (!waking.armed()) waking.set(wakeLimitMs, reconnect);
      return true;
    },
    silent: () => facts.silent,
    publish,
    forget() {
      stop();
      giveUpMs = silenceMs;
      facts = startFacts;
    },
  };
}
