import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, strangers } from '@relevo/testkit/scripted-peer';
import type { LineFault } from './fault-plan.ts';

/** A line that carries HTTP and can be made to fail. */
export type FaultProxy = AsyncDisposable & {
  readonly url: string;
  /** Sets where it leads; the line can be laid before the service is there. */
  aim(target: string): void;
  /** Applies this fault to every request from now on; null ends it. Requests under way go on as they began. */
  setFault(fault: LineFault | null): Promise<void>;
  /** Closes the connections that it keeps to the service. */
  hangUp(): void;
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
    upstream,
    random,
    end: end.signal,
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
    hangUp: () => upstream[Symbol.dispose](),
    async setFault(next) {
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

/** What the treatments need beside the request: where it goes, chance, and the line's own end. */
type Line = {
  upstream: Upstream;
  random(): number;
  /** Aborted when the proxy ends. */
  end: AbortSignal;
  /** Resolves when the next request has been handed on, or soon. */
  nextPassed(): Promise<void>;
};
type Treatment = (asked: Asked, response: ServerResponse, line: Line) => Promise<void>;

/** Passes a request on unharmed. Ends the connection where the service gives no whole answer. */
const pass: Treatment = async (asked, response, { upstream }) => {
  reply(response, await upstream.send(asked));
};

/** What each fault does to a request. `refuse` needs none: the port is closed. */
const treatments: Record<Exclude<LineFault, 'refuse'>, Treatment> = {
  // Before the receiver has the request, or while it works on it: the sender cannot know which.
  async reset(asked, response, { upstream, random }) {
    if (random() < 0.5) void upstream.send(asked).catch(() => {});
    reset(response);
  },
  // Half-open: no answer and no close, not even after the fault.
  blackhole: async () => {},
  async latency(asked, response, line) {
    await pause(200 + line.random() * 1_000, undefined, { signal: line.end });
    await pass(asked, response, line);
  },
  async trickle(asked, response, { upstream, end }) {
    const { status, headers, body } = await upstream.send(asked);
    response.writeHead(status, plain(headers, body.length));
    for (const byte of body) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await pause(50, undefined, { signal: end });
    }
    response.end();
  },
  async 'drop-answer'(asked, response, { upstream }) {
    await upstream.send(asked);
    reset(response);
  },
  async unavailable(_asked, response, { random }) {
    const status = [500, 503, 429][Math.floor(random() * 3)] ?? 500;
    const wait = status === 500 ? {} : { 'retry-after': '1' };
    const body = Buffer.from(JSON.stringify({ type: 'about:blank', title: 'Busy', status }));
    reply(response, { status, headers: { 'content-type': 'application/problem+json', ...wait }, body });
  },
  async html(_asked, response) {
    const body = Buffer.from('<!doctype html><title>Welcome</title><p>Please sign in to the network.');
    reply(response, { status: 200, headers: { 'content-type': 'text/html' }, body });
  },
  async stranger(_asked, response, { random }) {
    const {
      status,
      headers = {},
      html,
      text,
      body,
    } = inBetween[Math.floor(random() * inBetween.length)] ?? {
      status: 404,
    };
    const type = html !== undefined ? 'text/html' : text !== undefined ? 'text/plain' : 'application/json';
    const said = Buffer.from(html ?? text ?? JSON.stringify(body));
    reply(response, { status, headers: { 'content-type': type, ...lowerCased(headers) }, body: said });
  },
  async truncate(asked, response, { upstream }) {
    const answer = await upstream.send(asked);
    reply(response, { ...answer, body: answer.body.subarray(0, answer.body.length / 2) });
  },
  async double(asked, response, { upstream }) {
    const [one, other] = await Promise.allSettled([upstream.send(asked), upstream.send(asked)]);
    const answer = one.status === 'fulfilled' ? one : other;
    if (answer.status === 'rejected') throw answer.reason;
    reply(response, answer.value);
  },
  async reorder(asked, response, line) {
    await line.nextPassed();
    await pass(asked, response, line);
  },
};

// A 401 stands for a change of keys in the report, and what looks like our own problem would fool a checkout, as it should.
const { 'a proxy that wants a name': _, 'our problem as plain JSON': __, ...onLines } = strangers;
const inBetween: Answer[] = Object.values(onLines);

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function reply(response: ServerResponse, { status, headers, body }: Answered): void {
  response.writeHead(status, plain(headers, body.length)).end(body);
}

function plain({ 'transfer-encoding': _chunked, ...headers }: Answered['headers'], length: number) {
  return { ...headers, 'content-length': String(length) };
}

function reset({ socket }: ServerResponse): void {
  socket?.resetAndDestroy();
}

/** A request or an answer, whole. */
type Asked = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer };
type Answered = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** Hands requests on to the service behind a proxy. Rejects when no whole answer comes. */
type Upstream = Disposable & { send(asked: Asked): Promise<Answered> };

function createUpstream(target: () => string): Upstream {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

  function send({ method, path, headers, body }: Asked): Promise<Answered> {
    const { promise, resolve, reject } = Promise.withResolvers<Answered>();
    const { hostname, port } = new URL(target());
    const onward = http.request({ agent, hostname, port, method, path, headers }, (answer) => {
      buffer(answer).then(
        (read) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: read }),
        reject,
      );
    });
    onward.on('error', reject);
    onward.end(body);
    return promise;
  }

  return { send, [Symbol.dispose]: () => agent.destroy() };
}
