import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createHeard, maskedFrame, readFrames } from './boards.ts';

export const hostileTransports = ['websocket', 'polling'] as const;
export type HostileTransport = (typeof hostileTransports)[number];

/**
 * A client of Socket.IO that is written by hand: it sends any packets in any order, and never does what a library would do
 * by itself, such as to go away when it is refused. It only answers the server's pings.
 */
export type HostileClient = AsyncDisposable & {
  /** The id of the connection. */
  sid: string;
  /** Every packet that came, in order: `40{…}` connected, `44{…}` refused, `42[…]` an event, `43…[…]` an answer. */
  heard: string[];
  /** Sends packets: over long polling in one body, over a WebSocket in one write. */
  send(...packets: string[]): void;
  /** Resolves when `done` holds for what was heard so far. */
  until(done: (heard: string[]) => boolean, limitMs?: number): Promise<string[]>;
  /** Resolves when the other side has ended the connection. */
  closed: Promise<void>;
};

type Options = { headers?: Record<string, string>; localAddress?: string };

/** @throws Error with the status where the server refuses the connection */
export function hostileClient(
  url: string,
  transport: HostileTransport,
  options: Options = {},
): Promise<HostileClient> {
  return transport === 'polling' ? overPolling(url, options) : overWebSocket(url, options);
}

async function overWebSocket(url: string, { headers = {}, localAddress }: Options): Promise<HostileClient> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  const heard = createHeard<string>();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const send = (...packets: string[]) => void socket.write(Buffer.concat(packets.map(maskedFrame)));
  socket.write(upgradeRequest(url, headers));
  const [head] = (await Promise.race([once(socket, 'data'), closed.then(() => [''])])) as [Buffer];
  const status = /^HTTP\/1\.1 (\d+)/.exec(String(head))?.[1];
  if (status !== '101') throw Object.assign(new Error(`refused: ${status}`), { status: Number(status) });
  const frames = readFrames(socket);
  frames.listen((frame) => {
    if (frame === '2') send('3');
    heard.add(frame);
  });
  // The answer to the upgrade has been taken from the stream already.
  socket.unshift(head);
  await heard.until((all) => all.length > 0, 10_000);
  return {
    sid: JSON.parse(heard.all.shift()?.slice(1) ?? '{}').sid,
    heard: heard.all,
    send,
    until: (done, limitMs = 10_000) => heard.until(done, limitMs),
    closed,
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
}

function upgradeRequest(url: string, headers: Record<string, string>): string {
  const sent = {
    ...{ Host: new URL(url).host, Connection: 'Upgrade', Upgrade: 'websocket' },
    ...{ 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': randomBytes(16).toString('base64') },
    ...headers,
  };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Between the packets of one body. */
const separator = '\x1e';

async function overPolling(url: string, options: Options): Promise<HostileClient> {
  const heard = createHeard<string>();
  const closed = Promise.withResolvers<void>();
  const first = await ask(url, 'transport=polling', options);
  if (first.status !== 200) throw Object.assign(new Error(`refused: ${first.status}`), first);
  const { sid } = JSON.parse(first.text.slice(1));
  const query = `transport=polling&sid=${sid}`;
  let open = true;

  function end(): void {
    open = false;
    closed.resolve();
  }
  function send(...packets: string[]): void {
    void ask(url, query, options, packets.join(separator)).then(({ status }) => {
      if (status !== 200) end();
    });
  }
  async function poll(): Promise<void> {
    while (open) {
      const { status, text } = await ask(url, query, options);
      if (status !== 200) return end();
      for (const packet of text.split(separator)) {
        if (packet === '1') return end();
        if (packet === '2') send('3');
        heard.add(packet);
      }
    }
  }
  void poll();
  return {
    sid,
    heard: heard.all,
    send,
    until: (done, limitMs = 10_000) => heard.until(done, limitMs),
    closed: closed.promise,
    async [Symbol.asyncDispose]() {
      if (open) await ask(url, query, options, '1');
      open = false;
    },
  };
}

/** Asks the server's Socket.IO once: GET, or POST with a body. Never rejects: status 0 where no answer came. */
export function ask(
  url: string,
  query: string,
  { headers = {}, localAddress }: Options = {},
  body?: string,
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof ask>>>();
  const lost = () => resolve({ status: 0, text: '', headers: {} });
  const asked = request(`${url}/socket.io/?EIO=4&${query}`, {
    agent: false,
    localAddress,
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(body !== undefined && { 'Content-Type': 'text/plain' }), ...headers },
  });
  asked.once('error', lost);
  asked.once('response', (response) => {
    const { statusCode: status = 0 } = response;
    buffer(response).then(
      (bytes) => resolve({ status, text: bytes.toString(), headers: response.headers }),
      lost,
    );
  });
  asked.end(body);
  return promise;
}
