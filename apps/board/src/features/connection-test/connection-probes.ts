import { type Diagnosis, type Position, problemType, ticketPaths } from '@relevo/contract';
import { io } from 'socket.io-client';
import { requestJson } from '../../api/request-json.ts';
import type { Clock } from '../../sync/ports.ts';
import type { ConnectionProbes } from './connection-test.ts';
import type { HeardPosition } from './measurements.ts';

const connectMs = 8_000;

/** The probes of a browser, with the session's cookie. */
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
        // Otherwise it would share the board's own connection.
        ...{ forceNew: true, reconnection: false, withCredentials: true, timeout: connectMs },
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
