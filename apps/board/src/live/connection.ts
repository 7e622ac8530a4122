import { type ReadonlySignal, signal } from '@preact/signals-core';
import { type Clock, createTimer } from '../device/clock.ts';

/** How far the board can be believed. Times are milliseconds since 1970 by this device. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** `dataAsOf`: when the board was last known to equal the server; null: never yet. */
  | { kind: 'catching-up'; dataAsOf: number | null }
  | { kind: 'offline'; since: number; dataAsOf: number | null }
  | { kind: 'signed-out' };

type ConnectionFacts = {
  authorized: boolean;
  connected: boolean;
  /** Connected, but the server has said no position for too long. */
  silent: boolean;
  /** An answer to `suscribir` is awaited. */
  replaying: boolean;
  /** When the present trouble began; null while all is well. */
  lostAt: number | null;
  dataAsOf: number | null;
};

/** What to say about the connection. Anything but `live` means that the board may be out of date. */
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

/** Whether the tickets on the screen have to be marked as old. Catching up is given a moment. */
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

/** No position for this long: the board says so, and the connection is taken for dead. */
export const silenceMs = 10_000;
/**
 * A whole board on a slow line holds up the positions behind it: after each connection that ended in silence without one
 * answer, the next may be silent twice as long, up to this, before it is given up.
 */
const longestSilenceMs = 40_000;
/** After a wake the server has this long to show that it is there. */
const wakeLimitMs = 2_000;
const jitterMs = 500;

/** Watches one connection, with two timers that doubt it: silence, and a wake without an answer. */
type ConnectionWatch = {
  connection: ReadonlySignal<Connection>;
  connected(): void;
  disconnected(): void;
  unauthorized(): void;
  position(): void;
  /** The server has answered: it is there. */
  answered(): void;
  /** The board equals the server, as far as anybody can know. */
  upToDate(): void;
  /** @returns true if the server is to be asked now; else the connection is made anew */
  wake(): boolean;
  /** Connected, but nothing has been heard for too long. */
  silent(): boolean;
  /** Says what is known now; to be called after every change. */
  publish(): void;
  /** Back to the start. */
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
  const connection = signal<Connection>({ kind: 'connecting' });
  const silence = createTimer(clock);
  const waking = createTimer(clock);
  let heardAt = clock.now();
  let giveUpMs = silenceMs;
  let facts = startFacts;

  const change = (next: Partial<ConnectionFacts>) => {
    facts = { ...facts, ...next };
  };
  const lose = (since: number) => change({ lostAt: facts.lostAt ?? since });
  // Spread out, so that the boards of a shop do not all come back in the same instant.
  const reconnect = () => deps.reconnect(deps.random() * jitterMs);

  function publish(): void {
    const next = describeConnection({ ...facts, replaying: deps.replaying() });
    if (!sameConnection(next, connection.peek())) connection.value = next;
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
    connection,
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
      // The clock that doubts it ran out, and stands at giving the connection up: as live as any, it is doubted like any.
      if (facts.silent) heard();
      change({ silent: false });
    },
    upToDate: () => change({ lostAt: null, dataAsOf: clock.now() }),
    wake() {
      if (!facts.connected) {
        if (facts.authorized) reconnect();
        return false;
      }
      // The timers slept with the device: what the board shows may be hours old.
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
