import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createFrameSplitter, type Frame } from './frames.ts';

/** What becomes of a message. `late`: it goes behind the next one. `hold`: it waits for the next rule. */
export type Fate = 'pass' | 'drop' | 'double' | 'late' | 'hold';

/** Decides the fate of each Socket.IO message of one side: `42[…]` is an event, `43<n>[…]` an acknowledgement. */
export type Rule = (message: string) => Fate;

export const passAll: Rule = () => 'pass';

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

/** A browser's socket to the service, message by message. */
type FaultyLine = {
  /** Sends on what was kept back; the new rules hold for what comes from the service, and from the browser. */
  rule(next: Rule, fromClient: Rule): void;
  /** Moves no byte either way; the connections stay as they are. */
  stall(): void;
  flow(): void;
  cut(): void;
};

/**
 * @param head the browser's request to upgrade, to be sent first
 * @param ended called once when the line is no more
 */
function faultyLine(
  client: Duplex,
  { port, head, rule, fromClient }: { port: number; head: string; rule: Rule; fromClient: Rule },
  ended: () => void,
): FaultyLine {
  const service = net.connect(port, '127.0.0.1');
  const down = oneWay(client, rule);
  const up = oneWay(service, fromClient);
  let upgraded = false;

  function receive(chunk: Buffer): void {
    if (upgraded) {
      down.carry(chunk);
      return;
    }
    // The answer to the upgrade comes alone: the service speaks only after it has been taken.
    upgraded = true;
    const end = chunk.indexOf('\r\n\r\n') + 4;
    client.write(chunk.subarray(0, end));
    if (end < chunk.length) receive(chunk.subarray(end));
  }

  function cut(): void {
    client.destroy();
    service.destroy();
    ended();
  }

  service.write(head);
  service
    .on('data', receive)
    .on('error', () => {})
    .on('close', cut);
  // Nor does a browser speak before it has that answer (RFC 6455, 4.1): all that comes from it are frames.
  client
    .on('data', up.carry)
    .on('error', () => {})
    .on('close', cut);
  return {
    rule(next, nextFromClient) {
      down.rule(next);
      up.rule(nextFromClient);
    },
    stall() {
      client.pause();
      service.pause();
    },
    flow() {
      client.resume();
      service.resume();
    },
    cut,
  };
}

/** The messages of one side, on their way to `to`. */
function oneWay(to: Duplex, first: Rule) {
  const split = createFrameSplitter();
  let fateOf = first;
  let late: Buffer[] = [];
  let held: Buffer[] = [];

  function forward({ bytes, text }: Frame): void {
    // The handshake and the pings of Engine.IO are the connection's own.
    const fate = text && /^4[23]/.test(text) ? fateOf(text) : 'pass';
    if (fate === 'late') late.push(bytes);
    else if (fate === 'hold') held.push(bytes);
    else if (fate !== 'drop') {
      const copies = fate === 'double' ? [bytes, bytes] : [bytes];
      for (const copy of [...copies, ...late]) to.write(copy);
      late = [];
    }
  }

  return {
    carry(chunk: Buffer): void {
      for (const frame of split(chunk)) forward(frame);
    },
    rule(next: Rule): void {
      for (const bytes of [...late, ...held]) to.write(bytes);
      [late, held, fateOf] = [[], [], next];
    },
  };
}
