import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { apiKey, get, post } from '@relevo/testkit/http';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { newTicket, work } from '@relevo/testkit/work';
import { type Load, startLoad } from '../load.ts';
import { column, doubledTickets, largestWave, missing, ticketNumbers, watchReadiness } from '../observe.ts';
import { atLeast, atMost, exactly, type Figure, type Report } from '../report.ts';
import { type Service, startService } from '../services.ts';

const boardCount = 250;
const limitMs = 10_000;

/**
 * SIGTERM to each service under load, then to each while the other one hangs and a client sends its body too slowly.
 * What was acknowledged by anybody must be one ticket in the end.
 */
export async function stop(): Promise<Report> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir()).path;
  const tickets = stack.use(await startService('tickets', dir, { env: { STORE_URL: 'http://127.0.0.1:1' } }));
  const store = stack.use(await startService('store', dir, { env: { TICKETS_URL: tickets.url } }));
  const figures: Figure[] = [];

  const checkouts = startLoad(`${store.url}/api/pedidos`, {
    atOnce: 24,
    prefix: 'TIENDA',
    insist: true,
    pauseMs: 20,
  });
  const callers = startLoad(`${tickets.url}/api/tickets`, {
    atOnce: 8,
    prefix: 'DIRECTO',
    insist: true,
    pauseMs: 20,
  });
  figures.push(...(await stopWithBoards(tickets, callers)));
  figures.push(...(await stopUnderLoad('store', store, checkouts)));
  await Promise.all([checkouts.stop(), callers.stop()]);

  figures.push(...(await stopStoreBesideFrozen({ store, tickets, dir })));
  figures.push(...(await stopTicketsBesideFrozen(stack)));

  await delivered(store);
  const file = `${dir}/tickets.db`;
  const taken = [...checkouts.acknowledged, ...callers.acknowledged];
  figures.push(
    exactly(
      `of ${taken.length} acknowledged orders without a ticket`,
      missing(file, ticketNumbers, taken),
      0,
    ),
  );
  figures.push(exactly('orders with two tickets', column(file, doubledTickets).length, 0));
  return figures;
}

async function stopWithBoards(tickets: Service, load: Load): Promise<Figure[]> {
  await using opened = new AsyncDisposableStack();
  const boards = await Promise.all(
    Array.from({ length: boardCount }, async () => opened.use(await plainBoard(tickets.url))),
  );
  const figures = await stopUnderLoad('tickets', tickets, load);
  const gone = boards.map((board) => board.goneAt()).filter((at) => at !== undefined);
  return [
    ...figures,
    exactly('tickets: boards let go', gone.length, boardCount),
    atMost('tickets: boards let go within any 50 ms', largestWave(gone, 50), 100, 'boards'),
  ];
}

/** Sends SIGTERM to a service that is busy, looks at what it answers meanwhile, and starts it again. */
async function stopUnderLoad(name: string, service: Service, load: Load): Promise<Figure[]> {
  await until(
    () => pause(10).then(() => load.acknowledged.length),
    (taken) => taken > 500,
  );
  const before = load.tries.length;
  const asked = performance.now();
  const ready = watchReadiness(service.url);
  const { code, ms } = await service.end('SIGTERM');
  const { notReadyAt, lied } = await ready.stop();
  const since = load.tries.slice(before);
  const late = since.filter((one) => one.status < 300 && one.status > 0 && one.at - one.ms > notReadyAt);
  const refused = since.filter(({ status }) => status === 503);
  await service.start();
  return [
    exactly(`${name}: exit code`, code, 0),
    atMost(`${name}: from SIGTERM to the end`, ms, limitMs, 'ms'),
    // One that has little to finish is gone before it is asked again.
    atMost(`${name}: from SIGTERM to not ready, or to the end`, Math.min(notReadyAt - asked, ms), 500, 'ms'),
    exactly(`${name}: said ready again afterwards`, lied, 0),
    exactly(`${name}: orders taken that came in when it was not ready`, late.length, 0),
    exactly(
      `${name}: 503 without Retry-After, of ${refused.length}`,
      refused.filter((one) => !one.retryAfter).length,
      0,
    ),
  ];
}

type Pair = { store: Service; tickets: Service; dir: string };

async function stopStoreBesideFrozen({ store, tickets, dir }: Pair): Promise<Figure[]> {
  await delivered(store);
  process.kill(tickets.pid, 'SIGSTOP');
  try {
    const load = startLoad(`${store.url}/api/pedidos`, { atOnce: 40, prefix: 'CONGELADO' });
    const slow = sendSlowly(store.url, '/api/pedidos');
    await until(
      () => pause(10).then(() => load.acknowledged.length),
      (taken) => taken >= 40,
    );
    const underWay = leased(`${dir}/store.db`);
    const ended = store.end('SIGTERM');
    await load.stop();
    const { code, ms } = await ended;
    slow.destroy();
    return [
      exactly('store beside hanging tickets, slow client: exit code', code, 0),
      atMost('store beside hanging tickets, slow client: from SIGTERM to the end', ms, limitMs, 'ms'),
      atLeast('store beside hanging tickets: deliveries under way', underWay, 1),
      exactly('store beside hanging tickets: … not handed back', leased(`${dir}/store.db`), 0),
      exactly(
        `store beside hanging tickets: of ${load.acknowledged.length} acknowledged orders not stored`,
        missing(`${dir}/store.db`, 'SELECT numero FROM orders', load.acknowledged),
        0,
      ),
    ];
  } finally {
    process.kill(tickets.pid, 'SIGCONT');
    await store.start();
  }
}

async function stopTicketsBesideFrozen(stack: AsyncDisposableStack): Promise<Figure[]> {
  const other = stack.use(await tempDir()).path;
  const silent = stack.use(await startService('store', other));
  const tickets = stack.use(await startService('tickets', other, { env: { STORE_URL: silent.url } }));
  const file = `${other}/tickets.db`;
  process.kill(silent.pid, 'SIGSTOP');
  try {
    const ticketId = await newTicket(tickets.url);
    await work(tickets.url, ticketId, ['reconocer'], ['avanzar']);
    const slow = sendSlowly(tickets.url, '/api/tickets');
    await pause(200);
    const underWay = leased(file);
    const { code, ms } = await tickets.end('SIGTERM');
    slow.destroy();
    return [
      exactly('tickets beside a hanging store, slow client: exit code', code, 0),
      atMost('tickets beside a hanging store, slow client: from SIGTERM to the end', ms, limitMs, 'ms'),
      atLeast('tickets beside a hanging store: deliveries under way', underWay, 1),
      exactly('tickets beside a hanging store: … not handed back', leased(file), 0),
    ];
  } finally {
    process.kill(silent.pid, 'SIGCONT');
  }
}

/** How many deliveries an attempt holds. */
function leased(file: string): number {
  const sql = 'SELECT count(*) FROM outbox_deliveries WHERE lease_owner IS NOT NULL';
  return column<number>(file, sql)[0] ?? -1;
}

/** A client whose body never ends. */
function sendSlowly(url: string, path: string) {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  const head = `Host: ${host}\r\nX-API-Key: clave-de-prueba-larga-y-segura-1234\r\nContent-Type: application/json`;
  socket.write(`POST ${path} HTTP/1.1\r\n${head}\r\nContent-Length: 100\r\n\r\n{`);
  return socket;
}

/** Everything that waits is sent again, now, until nothing waits. */
async function delivered(store: Service): Promise<void> {
  await until(
    async () => {
      await post(`${store.url}/api/entregas/reintentar`, { estado: 'pendiente' });
      await pause(200);
      return get(`${store.url}/api/entregas`);
    },
    ({ body }) => body.cuentas.pendiente === 0,
    120_000,
  );
}

/**
 * A board on a bare WebSocket that reads everything and understands nothing but the end: so cheap that hundreds of
 * them do not slow down who measures. Resolves when it gets live events.
 */
async function plainBoard(url: string): Promise<AsyncDisposable & { goneAt(): number | undefined }> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const joined = Promise.withResolvers<void>();
  let goneAt: number | undefined;
  const gone = () => {
    goneAt ??= performance.now();
    socket.destroy();
    joined.reject(new Error('the board was not let in'));
  };
  socket.on('error', gone).on('close', gone);
  socket.on('data', (chunk) => {
    if (isFarewell(chunk)) return gone();
    if (chunk.includes('40{"sid"')) joined.resolve();
  });
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nX-API-Key: ${apiKey}\r\n\r\n`,
  );
  socket.write(textFrame(`40${JSON.stringify({ token: apiKey })}`));
  await joined.promise;
  return {
    goneAt: () => goneAt,
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  };
}

/** Whether these bytes end in a close frame (RFC 6455), with or without a code. */
function isFarewell(chunk: Buffer): boolean {
  return (chunk.at(-4) === 0x88 && chunk.at(-3) === 0x02) || (chunk.at(-2) === 0x88 && chunk.at(-1) === 0x00);
}

/** A short text frame; masked with zeros, which changes nothing of the text. */
function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}
