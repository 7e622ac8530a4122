import { effect } from '@preact/signals-core';
import type { Ticket } from '@relevo/contract';
import { browserClock } from '../../apps/board/src/browser-clock.ts';
import { createSocketTransport } from '../../apps/board/src/socket-transport.ts';
import { createSyncEngine } from '../../apps/board/src/sync/engine.ts';
import { apiKey } from './services.ts';
import { sessionTransport } from './session-transport.ts';

/**
 * A board as the page runs it, with the real sync engine on a real socket, but nothing to look at.
 * @param headers the session's, for a board of somebody who is signed in; else the key
 */
export async function followBoard(url: string, { headers }: { headers?: Record<string, string> } = {}) {
  const clock = browserClock;
  const random = Math.random;
  const transport = headers
    ? sessionTransport(url, headers)
    : createSocketTransport({ clock, random, url, token: apiKey });
  const engine = createSyncEngine({ transport, clock, random });
  engine.start();

  function until(holds: (tickets: Ticket[]) => boolean, limitMs = 20_000): Promise<Ticket[]> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        stop();
        reject(
          new Error(
            `the board did not get there in ${limitMs} ms; it has ${engine.tickets.value.size} tickets`,
          ),
        );
      }, limitMs);
      const stop = effect(() => {
        const tickets = [...engine.tickets.value.values()];
        if (!holds(tickets)) return;
        clearTimeout(limit);
        resolve(tickets);
        queueMicrotask(() => stop());
      });
    });
  }

  return {
    engine,
    until,
    [Symbol.asyncDispose]: async () => engine.stop(),
  };
}
