import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { anOrder } from '../../test/support/orders.ts';
import { apiKey } from '../../test/support/services.ts';
import type { Try } from './load.ts';

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
