import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { LineFault } from './faults.ts';
import { type Line, pass, treatments } from './treat-request.ts';
import { createUpstream } from './upstream.ts';

/** A line that carries HTTP and can be made to fail. */
export type FaultProxy = AsyncDisposable & {
  readonly url: string;
  /** Sets where it leads; the line can be laid before the service is there. */
  aim(target: string): void;
  /** From now on every request fares like this; null ends the fault. Requests under way go on as they began. */
  suffer(fault: LineFault | null): Promise<void>;
  /** How many requests each fault has met; `refuse` is known to those who try to connect, and not here. */
  readonly struck: ReadonlyMap<LineFault, number>;
};

/** Lays a line on a free loopback port. @param random chance of its own, so that the plan does not depend on the load */
export async function faultProxy(random: () => number): Promise<FaultProxy> {
  const struck = new Map<LineFault, number>();
  const end = new AbortController();
  let target = '';
  let fault: LineFault | null = null;
  let waiting: (() => void)[] = [];
  using opened = new DisposableStack();
  const upstream = opened.use(createUpstream(() => target));
  const line: Line = {
    ...{ upstream, random, end: end.signal },
    nextPassed: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        setTimeout(resolve, 300);
      }),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    const asked = { method, path, headers, body: await buffer(request) };
    const now = fault === 'refuse' ? null : fault;
    const overtaken = waiting;
    if (now !== 'reorder') waiting = [];
    if (now) struck.set(now, (struck.get(now) ?? 0) + 1);
    const treatment = now ? treatments[now] : pass;
    await treatment(asked, response, line);
    if (now !== 'reorder') for (const go of overtaken) go();
  }

  const server = http.createServer((request, response) => {
    // Without a whole answer from behind, the sender gets none either.
    serve(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, 0);
  const running = opened.move();

  return {
    url: `http://127.0.0.1:${port}`,
    struck,
    aim(next) {
      target = next;
    },
    async suffer(next) {
      const closed = fault === 'refuse';
      fault = next;
      if (next === 'refuse') {
        server.close();
        server.closeAllConnections();
      } else if (closed) await listen(server, port);
    },
    async [Symbol.asyncDispose]() {
      end.abort();
      server.closeAllConnections();
      server.close();
      running.dispose();
    },
  };
}

async function listen(server: http.Server, port: number): Promise<number> {
  for (let tries = 0; ; tries++) {
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    } catch (error) {
      // A connection that goes out may hold the port for a moment.
      if (tries === 100) throw error;
      await pause(20);
    }
  }
}
