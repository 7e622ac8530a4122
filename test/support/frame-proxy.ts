import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FaultyLine, faultyLine, passAll, type Rule } from './faulty-line.ts';

/** A bad network between a browser and a service. HTTP goes through it unharmed, unless it stalls. */
export type FrameProxy = AsyncDisposable & {
  url: string;
  /**
   * How the messages of every socket fare from now on; what was kept back goes out.
   * @param nextFromClient for those of the browsers, which pass unharmed unless given
   */
  rule(next: Rule, nextFromClient?: Rule): void;
  /** A black hole: no byte moves, no connection closes, new ones get no answer. */
  stall(): void;
  flow(): void;
  /** Cuts every socket and lets no new one through, by WebSocket or by polling; pages still load. */
  refuseSockets(): void;
  acceptSockets(): void;
};

/** Starts it on a free loopback port before the service at `target`. */
export async function frameProxy(target: string): Promise<FrameProxy> {
  const port = Number(new URL(target).port);
  const lines = new Set<FaultyLine>();
  let rule = passAll;
  let fromClient = passAll;
  let refusing = false;
  let gate = Promise.withResolvers<void>();
  gate.resolve();

  async function mayPass({ url = '' }: IncomingMessage): Promise<boolean> {
    await gate.promise;
    return !(refusing && url.startsWith('/socket.io'));
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!(await mayPass(request))) return void response.destroy();
    const { method, url: path, headers } = request;
    const onward = http.request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  const server = http.createServer((request, response) => void forward(request, response));
  server.on('upgrade', async (request, socket) => {
    socket.on('error', () => {});
    if (!(await mayPass(request))) return void socket.destroy();
    const line = faultyLine(socket, { port, head: headOf(request), rule, fromClient }, () =>
      lines.delete(line),
    );
    lines.add(line);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rule(next, nextFromClient = passAll) {
      [rule, fromClient] = [next, nextFromClient];
      for (const line of lines) line.rule(rule, fromClient);
    },
    stall() {
      gate = Promise.withResolvers();
      for (const line of lines) line.stall();
    },
    flow() {
      gate.resolve();
      for (const line of lines) line.flow();
    },
    refuseSockets() {
      refusing = true;
      for (const line of lines) line.cut();
    },
    acceptSockets() {
      refusing = false;
    },
    async [Symbol.asyncDispose]() {
      gate.resolve();
      for (const line of lines) line.cut();
      server.closeAllConnections();
      server.close();
    },
  };
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`));
  return `${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
