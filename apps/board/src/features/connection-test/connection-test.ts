import { type ReadonlySignal, signal } from '@preact/signals-core';
import { type Diagnosis, type Position, problemType, ticketPaths } from '@relevo/contract';
import { io } from 'socket.io-client';
import { requestJson } from '../../api/request.ts';
import type { Clock } from '../../device/clock.ts';
import { createTimer } from '../../device/clock.ts';
import { isSettled, wantedPositions } from './connection-checks.ts';
import {
  type Answered,
  type HeardPosition,
  type Line,
  type Measurements,
  nothingYet,
} from './measurements.ts';

export type ProbedTransport = 'websocket' | 'polling';

/** Port: probes the way to the service. Never rejects. */
export type ConnectionProbes = {
  ask(what: 'reach' | 'session' | 'diagnosis'): Promise<Answered & { value: Diagnosis | null }>;
  /** Opens a second live connection over this transport alone. @returns a function that closes it */
  open(transport: ProbedTransport, tell: (line: Line) => void): () => void;
};

// A position comes every 5 s: the third one has come by then, or never will.
const listenMs = 16_000;

type ConnectionTest = {
  measured: ReadonlySignal<Measurements>;
  running: ReadonlySignal<boolean>;
  run(): Promise<void>;
  /** Ends the test and closes its connections. */
  stop(): void;
};

/** Measures the way to the service step by step; each result is shown as soon as it is known. */
export function createConnectionTest(deps: { clock: Clock; probes: ConnectionProbes }): ConnectionTest {
  const { clock, probes } = deps;
  const measured = signal<Measurements>(nothingYet);
  const running = signal(false);
  const limit = createTimer(clock);
  let closers: (() => void)[] = [];
  // Results of a run that was stopped are dropped.
  let current = 0;

  function stop(): void {
    current += 1;
    limit.clear();
    for (const close of closers) close();
    closers = [];
    running.value = false;
  }

  async function run(): Promise<void> {
    stop();
    const mine = current;
    const note = (more: Partial<Measurements>) => {
      if (mine === current) measured.value = { ...measured.peek(), ...more };
    };
    measured.value = nothingYet;
    running.value = true;

    const reach = await probes.ask('reach');
    note({ reach });
    if (reach.status === null) return void (mine === current && stop());
    note({ session: await probes.ask('session') });
    const askedAt = clock.now();
    const diagnosis = await probes.ask('diagnosis');
    const clockOffsetMs = diagnosis.value
      ? Date.parse(diagnosis.value.hora) - (askedAt + clock.now()) / 2
      : null;
    note({ diagnosis: { ...diagnosis, clockOffsetMs } });
    if (mine !== current) return;

    const listen = (transport: ProbedTransport) => {
      note({ [transport]: { state: 'opening' } });
      const close = probes.open(transport, (line) => {
        note({ [transport]: line });
        if (mine === current && hasHeardAll(measured.peek())) finish();
      });
      closers.push(close);
    };
    const finish = () => {
      note({ listened: true });
      stop();
    };
    limit.set(listenMs, finish);
    listen('websocket');
    listen('polling');
  }

  return { measured, running, run, stop };
}

// A failed transport sends nothing more. The test waits for the other one until it has received enough positions.
function hasHeardAll({ websocket, polling }: Measurements): boolean {
  if (!isSettled(websocket) || !isSettled(polling)) return false;
  const main = websocket.state === 'failed' ? polling : websocket;
  return main.state !== 'open' || main.heard.length > wantedPositions;
}

const connectMs = 8_000;

/** Probes from a browser, with the session's cookie. */
export function createConnectionProbes(clock: Clock, origin: string): ConnectionProbes {
  const paths = {
    reach: '/livez',
    session: ticketPaths.session,
    diagnosis: `${ticketPaths.diagnosis}?${new URLSearchParams({ origen: origin })}`,
  };
  return {
    async ask(what) {
      const from = performance.now();
      const reply = await requestJson<Diagnosis>(paths[what]);
      const tookMs = Math.round(performance.now() - from);
      if (!reply.ok) return { ok: false, status: reply.status, type: reply.type, tookMs, value: null };
      return { ok: true, status: 200, type: null, tookMs, value: what === 'diagnosis' ? reply.value : null };
    },
    open(transport, tell) {
      const socket = io({
        path: ticketPaths.socket,
        transports: [transport],
        // Without this it would share the board's own connection.
        forceNew: true,
        reconnection: false,
        withCredentials: true,
        timeout: connectMs,
      });
      const from = clock.now();
      const heard: HeardPosition[] = [];
      let openedAt = from;
      const open = () =>
        tell({ state: 'open', openedAt, tookMs: Math.round(openedAt - from), heard: [...heard] });
      socket.on('connect', () => {
        openedAt = clock.now();
        open();
      });
      socket.on('posicion', ({ ahora }: Position) => {
        heard.push({ at: clock.now(), said: Date.parse(ahora) });
        open();
      });
      socket.on('connect_error', (error: Error & { data?: { type?: unknown } }) => {
        const unauthorized = error.data?.type === problemType('no-autorizado');
        tell({ state: 'failed', unauthorized, tookMs: Math.round(clock.now() - from) });
      });
      socket.on('disconnect', () =>
        tell({ state: 'closed', openedAt, closedAt: clock.now(), heard: [...heard] }),
      );
      return () => {
        socket.off();
        socket.disconnect();
      };
    },
  };
}
