import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { apiKey } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';

/** What came back: the whole body, and the status, or 0 and an error code where no whole answer came. `at`, `ms`: when it was there, and how long it took. */
export type Reply = {
  status: number;
  body: Buffer;
  retryAfter?: string;
  code?: string;
  at: number;
  ms: number;
};

/** Posts JSON once, with the key of the services. Never rejects. */
export function post(
  url: string,
  json: string,
  options: { agent: Agent; headers?: Record<string, string>; signal?: AbortSignal },
): Promise<Reply> {
  const { agent, signal } = options;
  const startedAt = performance.now();
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(json),
    'X-API-Key': apiKey,
    ...options.headers,
  };
  const settle = (reply: Pick<Reply, 'status'> & Partial<Reply>) => {
    const at = performance.now();
    resolve({ body: Buffer.alloc(0), ...reply, at, ms: at - startedAt });
  };
  const fail = (error: NodeJS.ErrnoException) => settle({ status: 0, code: error.code });
  request(url, { method: 'POST', agent, headers, signal }, (response) => {
    const { statusCode: status = 0, headers: told } = response;
    // Only a whole answer counts: a cut one acknowledges nothing.
    buffer(response).then((body) => settle({ status, body, retryAfter: told['retry-after'] }), fail);
  })
    .once('error', fail)
    .end(json);
  return promise;
}

/** What became of one order: its status, 0 when there was no answer. */
export type Try = { numero: string; status: number; retryAfter?: string; at: number; ms: number };

/** Posts the order of this number once. Never rejects. */
export async function postOrder(url: string, numero: string, agent: Agent): Promise<Try> {
  const { status, retryAfter, at, ms } = await post(url, JSON.stringify(anOrder(numero)), { agent });
  return { numero, status, retryAfter, at, ms };
}

export const isTaken = ({ status }: Pick<Try, 'status'>) => status === 200 || status === 201;

export type Load = {
  /** Numbers of the orders that were answered with 200 or 201, in order of their answers. */
  acknowledged: string[];
  tries: Try[];
  /** Resolves when all `orders` have been posted. */
  done: Promise<unknown>;
  /** Posts no more. Resolves when the requests under way have ended. */
  stop(): Promise<void>;
};

/**
 * Posts orders over and over, `atOnce` at a time.
 * @param options.insist each number is posted until it is taken, as a checkout does; else only once
 * @param options.orders how many there are; without end unless given
 */
export function startLoad(
  url: string,
  options: { atOnce: number; prefix: string; insist?: boolean; pauseMs?: number; orders?: number },
): Load {
  const { atOnce, prefix, insist = false, pauseMs = 0, orders = Number.POSITIVE_INFINITY } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const acknowledged: string[] = [];
  const tries: Try[] = [];
  let stopped = false;
  let made = 0;

  async function checkout(): Promise<void> {
    while (!stopped && made < orders) {
      made += 1;
      const numero = `${prefix}-${made}`;
      while (!(await handIn(numero)) && insist && !stopped) await pause(20);
      if (pauseMs > 0) await pause(pauseMs);
    }
  }

  async function handIn(numero: string): Promise<boolean> {
    const tried = await postOrder(url, numero, agent);
    tries.push(tried);
    if (isTaken(tried)) acknowledged.push(numero);
    return isTaken(tried);
  }

  const done = Promise.all(Array.from({ length: atOnce }, checkout)).finally(() => agent.destroy());
  return {
    acknowledged,
    tries,
    done,
    async stop() {
      stopped = true;
      await done;
    },
  };
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
    await pause(2);
  }
  while (busy > 0) await pause(10);
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
