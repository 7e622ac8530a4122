import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { apiKey } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';

/** What became of one request: its status, 0 when there was no answer. */
export type Try = { numero: string; status: number; retryAfter?: string; at: number; ms: number };

export type Load = {
  /** Numbers of the orders that were answered with 200 or 201, in order of their answers. */
  acknowledged: string[];
  tries: Try[];
  /** Resolves when the requests under way have ended. */
  stop(): Promise<void>;
};

/**
 * Posts orders over and over, `atOnce` at a time, each number until it is taken when `insist` is set, as a checkout
 * does; once only without it.
 */
export function startLoad(
  url: string,
  {
    atOnce,
    prefix,
    insist = false,
    pauseMs = 0,
  }: { atOnce: number; prefix: string; insist?: boolean; pauseMs?: number },
): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const acknowledged: string[] = [];
  const tries: Try[] = [];
  let stopped = false;
  let made = 0;

  async function checkout(): Promise<void> {
    while (!stopped) {
      made += 1;
      const numero = `${prefix}-${made}`;
      for (;;) {
        const tried = await postOrder(url, numero, agent);
        tries.push(tried);
        if (tried.status === 200 || tried.status === 201) acknowledged.push(numero);
        else if (insist && !stopped) {
          await pause(20);
          continue;
        }
        break;
      }
      if (pauseMs > 0) await pause(pauseMs);
    }
  }
  const running = Promise.all(Array.from({ length: atOnce }, checkout));
  return {
    acknowledged,
    tries,
    async stop() {
      stopped = true;
      await running;
      agent.destroy();
    },
  };
}

/** One order, posted once. Never rejects. */
export function postOrder(url: string, numero: string, agent: Agent): Promise<Try> {
  const body = JSON.stringify(anOrder(numero));
  const startedAt = performance.now();
  const { promise, resolve } = Promise.withResolvers<Try>();
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'X-API-Key': apiKey,
  };
  const tell = (status: number, retryAfter?: string) => {
    const at = performance.now();
    resolve({ numero, status, retryAfter, at, ms: at - startedAt });
  };
  request(url, { method: 'POST', agent, headers }, (response) => {
    response.resume();
    // Only a whole answer counts: one that was cut off told the client nothing.
    response.once('close', () =>
      tell(response.complete ? (response.statusCode ?? 0) : 0, response.headers['retry-after']),
    );
  })
    .once('error', () => tell(0))
    .end(body);
  return promise;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

const connections = 4_000;
// A large order: then a few thousand clients are more than the service can take, and who measures can still keep up.
const productos = Array.from({ length: 100 }, (_, n) => ({
  nombre: `Producto ${n}`,
  cantidad: 2,
  precio: 1_100.5,
}));

/**
 * Posts orders at a given rate whether or not they are answered, as a crowd of clients does: bare sockets, because a
 * real HTTP client would need more of the machine than the service.
 * @param perSecond undefined: as fast as `atOnce` connections get answers
 */
export async function flood(
  url: string,
  {
    perSecond,
    atOnce = connections,
    seconds,
    prefix,
  }: { perSecond?: number; atOnce?: number; seconds: number; prefix: string },
): Promise<Try[]> {
  const tries: Try[] = [];
  const free: Client[] = [];
  // A hundred at a time: a connection that the kernel had no room for comes only after seconds, and is no figure of ours.
  while (free.length < atOnce) {
    const some = Math.min(100, atOnce - free.length);
    free.push(...(await Promise.all(Array.from({ length: some }, () => openClient(url)))));
  }
  const began = performance.now();
  const until = began + seconds * 1_000;
  let made = 0;
  let busy = 0;

  function send(client: Client): void {
    made += 1;
    busy += 1;
    void client.post(`${prefix}-${made}`).then((tried) => {
      tries.push(tried);
      busy -= 1;
      if (perSecond === undefined && performance.now() < until) send(client);
      else free.push(client);
    });
  }
  while (performance.now() < until) {
    const due =
      perSecond === undefined
        ? free.length
        : Math.floor(((performance.now() - began) / 1_000) * perSecond) - made;
    for (let sent = 0; sent < due && free.length > 0; sent += 1) send(free.shift() as Client);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  while (busy > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  for (const client of free) client.close();
  return tries;
}

type Client = { post(numero: string): Promise<Try>; close(): void };

/** One kept-alive connection that has one request under way at a time. It reads no more of an answer than it needs. */
async function openClient(url: string): Promise<Client> {
  const { hostname, port, pathname, host } = new URL(url);
  let socket: Socket | undefined;
  let asked: { numero: string; from: number; resolve: (tried: Try) => void } | undefined;
  let text = '';

  function settle(status: number, retryAfter?: string): void {
    const [was, at] = [asked, performance.now()];
    asked = undefined;
    text = '';
    was?.resolve({ numero: was.numero, status, retryAfter, at, ms: at - was.from });
  }
  function hear(chunk: Buffer): void {
    text += chunk.toString('latin1');
    const head = text.indexOf('\r\n\r\n');
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(text) ?? [];
    if (head < 0 || length === undefined || text.length < head + 4 + Number(length)) return;
    const [, retryAfter] = /\r\nretry-after: (\S+)/i.exec(text) ?? [];
    settle(Number(text.slice(9, 12)), retryAfter);
  }
  function open(): Socket {
    const opened = connect(Number(port), hostname);
    opened.setNoDelay(true);
    opened.on('data', hear).on('error', () => {});
    opened.on('close', () => {
      if (socket === opened) socket = undefined;
      settle(0);
    });
    return opened;
  }
  socket = open();
  await once(socket, 'connect');
  return {
    post(numero) {
      const body = JSON.stringify(anOrder(numero, { productos }));
      const { promise, resolve } = Promise.withResolvers<Try>();
      asked = { numero, from: performance.now(), resolve };
      socket ??= open();
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nX-API-Key: ${apiKey}\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      return promise;
    },
    close: () => void socket?.destroy(),
  };
}
