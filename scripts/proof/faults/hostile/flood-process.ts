/* A flood of one sort, in a process of its own, told over IPC what to do: see floods.ts. */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { maskedFrame } from '@relevo/testkit/boards';

export type FloodName = keyof typeof floods;
export type FloodRequest = { name: FloodName; url: string; cookie: string; seconds: number };
/** How much was sent, or opened, and how much of that was open at the end. */
export type Flooded = { sent: number; open: number };

const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];
const connections = 15_000;
const separator = '\x1e';
const maskedByte = 0x80;

type Flood = (to: Omit<FloodRequest, 'name'>) => Promise<Flooded>;

const floods = {
  /** 190 bodies of long polling, each with 21 800 packets of nobody: ten times what ended a process of 256 MiB. */
  greetingsInBodies: async ({ url }) => {
    const body = Array<string>(21_800).fill('40').join(separator);
    let sent = 0;
    await many(190, 4, async (nth) => {
      const from = addressOf(nth);
      const answer = await ask(url, 'GET', '/socket.io/?EIO=4&transport=polling', { from });
      const sid = /"sid":"([^"]+)"/.exec(answer.text)?.[1];
      if (sid) await ask(url, 'POST', `/socket.io/?EIO=4&transport=polling&sid=${sid}`, { from, body });
      sent += 1;
    });
    return { sent, open: 0 };
  },
  greetings: (to) => shout(to, frames('40')),
  pings: (to) => shout(to, Buffer.from([0x89, maskedByte, 0, 0, 0, 0]), { asStranger: true }),
  wrongKeys: (to) => shout(to, frames('40{"token":"no-es-la-clave"}'), { once: true }),
  silentConnections: async ({ url }) => hold(url, () => {}),
  idleWebSockets: async ({ url }) => hold(url, (socket) => socket.write(upgrade(url))),
  pollingHandshakes: (to) => rate(to, '/socket.io/?EIO=4&transport=polling'),
  health: (to) => rate(to, '/healthz'),
  signIns: (to) =>
    rate(to, '/api/sesion', JSON.stringify({ email: 'a@ejemplo.com', clave: 'x'.repeat(200) })),
  pipelined: (to) => pipeline(to, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'),
  wrongKeysOverHttp: (to) => rate(to, '/api/tickets', undefined, { 'X-API-Key': 'no-es-la-clave' }),
  /** Ten times the thousand that cost 1 GiB, by a board that reads, and by one that does not. */
  subscriptions: (to) => ask10000(to, true),
  subscriptionsUnread: (to) => ask10000(to, false),
  commands: (to) => shout(to, frames('420["comando",{"ticket_id":1}]'), { signedIn: true }),
} satisfies Record<string, Flood>;

process.on('message', async ({ name, ...to }: FloodRequest) => {
  try {
    process.send?.({ flooded: await floods[name](to) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});

const addressOf = (nth: number) => addresses[nth % addresses.length];

async function many(count: number, atOnce: number, work: (nth: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      next += 1;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Asks over HTTP, on a connection of its own. Never rejects. */
function ask(
  url: string,
  method: string,
  path: string,
  { from, body, agent = false }: { from?: string; body?: string; agent?: Agent | false },
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ status: number; text: string }>();
  const lost = () => resolve({ status: 0, text: '' });
  const type = body?.startsWith('{') ? { 'Content-Type': 'application/json' } : {};
  const asked = request(url + path, { method, agent, localAddress: from, headers: { ...type, ...headers } });
  asked.on('error', lost);
  asked.on('response', (response) => {
    let text = '';
    response.on('data', (part) => {
      text += part;
    });
    response.on('close', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  asked.end(body);
  return promise;
}

/** Asks the same as fast as the answers come, on 64 connections of four addresses, for so many seconds. */
async function rate(
  { url, seconds }: { url: string; seconds: number },
  path: string,
  body?: string,
  headers?: Record<string, string>,
): Promise<Flooded> {
  const until = performance.now() + seconds * 1_000;
  let sent = 0;
  await Promise.all(
    Array.from({ length: 64 }, async (_, nth) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (performance.now() < until) {
        await ask(url, body ? 'POST' : 'GET', path, { from: addressOf(nth), body, agent }, headers);
        sent += 1;
      }
      agent.destroy();
    }),
  );
  return { sent, open: 0 };
}

/** Sends 3 MiB of one request, without waiting for answers, on 32 connections, and comes again whenever one is closed. */
async function pipeline({ url, seconds }: Parameters<Flood>[0], text: string): Promise<Flooded> {
  const until = performance.now() + seconds * 1_000;
  const block = Buffer.from(text.repeat(Math.ceil((3 * 2 ** 20) / text.length)));
  let sent = 0;
  await Promise.all(
    Array.from({ length: 32 }, async (_, nth) => {
      while (performance.now() < until) {
        const socket = open(url, addressOf(nth)).resume();
        const end = setTimeout(() => socket.destroy(), Math.max(0, until - performance.now()));
        socket.write(block);
        sent += block.length / text.length;
        await new Promise<void>((resolve) => socket.once('close', () => resolve()));
        clearTimeout(end);
      }
    }),
  );
  return { sent: Math.round(sent), open: 0 };
}

function upgrade(url: string, cookie = ''): string {
  const key = randomBytes(16).toString('base64');
  const own = cookie ? `Cookie: ${cookie}\r\n` : '';
  return (
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${new URL(url).host}\r\n${own}Connection: Upgrade\r\n` +
    `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`
  );
}

function open(url: string, from: string | undefined): Socket {
  const { hostname, port } = new URL(url);
  return connect({ host: hostname, port: Number(port), localAddress: from }).on('error', () => {});
}

function frames(text: string): Buffer {
  return maskedFrame(text);
}

/**
 * Sends the same frame over and over on 32 WebSockets, and comes again whenever the other side has closed one, for so many
 * seconds. `once`: one frame on each. `signedIn`: by a session, after a proper greeting.
 */
async function shout(
  { url, cookie, seconds }: Parameters<Flood>[0],
  frame: Buffer,
  options: { once?: boolean; signedIn?: boolean; asStranger?: boolean } = {},
): Promise<Flooded> {
  const until = performance.now() + seconds * 1_000;
  const block = options.once
    ? frame
    : Buffer.concat(Array<Buffer>(Math.ceil(65_536 / frame.length)).fill(frame));
  const inBlock = block.length / frame.length;
  let sent = 0;

  async function one(from: string | undefined): Promise<void> {
    const socket = open(url, from);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(upgrade(url, options.signedIn ? cookie : ''));
    const go = () => {
      if (socket.destroyed || performance.now() > until) return socket.destroy();
      sent += inBlock;
      if (socket.write(block) && !options.once) setImmediate(go);
    };
    const began = new Promise<void>((resolve) => socket.once('data', () => resolve()));
    await Promise.race([began, closed]);
    socket.on('drain', go).resume();
    if (options.signedIn) {
      socket.write(frames('40'));
      await Promise.race([new Promise((resolve) => socket.once('data', resolve)), closed]);
    }
    go();
    const end = setTimeout(() => socket.destroy(), Math.max(0, until - performance.now()));
    await closed;
    clearTimeout(end);
  }
  await Promise.all(
    Array.from({ length: 32 }, async (_, nth) => {
      while (performance.now() < until) await one(addressOf(nth));
    }),
  );
  return { sent: Math.round(sent), open: 0 };
}

/** Opens 15 000 connections from four addresses within the time, and holds them to its end. */
async function hold(url: string, greet: (socket: Socket) => void): Promise<Flooded> {
  const opened: Socket[] = [];
  const until = performance.now() + 5_000;
  for (let nth = 0; nth < connections && performance.now() < until; nth += 1) {
    const socket = open(url, addressOf(nth));
    socket.once('connect', () => greet(socket)).resume();
    opened.push(socket);
    // As fast as the kernel's queue takes them; what it drops comes again only after a second.
    if (nth % 250 === 249) await pause(20);
  }
  await pause(Math.max(0, until - performance.now()));
  const left = opened.filter((socket) => !socket.destroyed && socket.readyState === 'open').length;
  for (const socket of opened) socket.destroy();
  return { sent: opened.length, open: left };
}

async function ask10000({ url, cookie, seconds }: Parameters<Flood>[0], read: boolean): Promise<Flooded> {
  const socket = open(url, '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const heard = () => new Promise((resolve) => socket.once('data', resolve));
  socket.write(upgrade(url, cookie));
  await heard();
  socket.write(frames('40'));
  await heard();
  const asked = Array.from({ length: 10_000 }, (_, id) => frames(`42${id}["suscribir",{}]`));
  socket.write(Buffer.concat(asked));
  if (read) socket.resume();
  else socket.pause();
  await Promise.race([closed, pause(seconds * 1_000)]);
  const open_ = socket.destroyed ? 0 : 1;
  socket.destroy();
  return { sent: asked.length, open: open_ };
}
