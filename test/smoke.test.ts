import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { boardFingerprint, type Position, type Scope, type ShownKey, ticketPaths } from '@relevo/contract';
import { connectBoard } from '@relevo/testkit/boards';
import { apiKey, get } from '@relevo/testkit/http';
import { adminOf } from '@relevo/testkit/people';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { io } from 'socket.io-client';
import { afterAll, describe, expect, it } from 'vitest';
import { faultyProxy } from '../scripts/smoke/testing/faulty-proxy.ts';

const everyCheck = [
  ...['store answers', 'store is healthy', 'store takes the key'],
  ...['store refuses a wrong key', 'store names a missing field'],
  ...['ticket service answers', 'ticket service is healthy', 'ticket service takes the key'],
  ...['ticket service refuses a wrong key', 'ticket service names a missing field'],
  ...['board connects', 'store accepts an order', 'order reaches the board'],
  ...['ticket is complete, and the only one', 'store knows its ticket'],
  ...['same order again makes no second ticket', 'straight to the ticket service is idempotent'],
  ...['board heard of it once', 'ticket service takes a command', 'confirmation comes back to the store'],
];

// Most runs need no pair of their own: each places an order of its own, and leaves the services as they were.
const pair = await startPair();
afterAll(() => pair[Symbol.asyncDispose]());

describe('a pair that works', () => {
  it('passes every check, in less than 10 s', async () => {
    const startedAt = performance.now();
    const { code, out, err } = await smoke(['--store', `${pair.store}/`, '--tickets', `${pair.tickets}/`]);

    expect(namesOf(out, 'ok  ')).toEqual(everyCheck);
    expect(out).toMatch(/\nok {3}order reaches the board +\d+ ms\n/);
    expect(out).toMatch(/\nok {3}board connects +\d+ ms {2}by websocket\n/);
    expect(out).toMatch(/\nsmoke: ok, 20 checks in \d\.\d s\n$/);
    expect([code, err]).toEqual([0, '']);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('leaves one cancelled ticket that no board shows and no position counts', async () => {
    await using pair = await startPair();
    expect((await smoke(pair.args)).code).toBe(0);

    const { tickets } = (await get(`${pair.tickets}/api/tickets`)).body;
    const numero = expect.stringMatching(/^SMOKE-/);
    expect(tickets).toMatchObject([{ origen: 'smoke', numero, estado: 'cancelado' }]);
    expect((await get(`${pair.tickets}/api/tablero`)).body).toMatchObject({ head: 2, tickets: [] });
    expect((await get(`${pair.tickets}/api/tickets/cerrados`)).body.tickets).toEqual([]);
    const position = await positionOf(pair.tickets);
    expect(position).toMatchObject({ head: 2, huella: boardFingerprint([]), ultima_entrada: null });
  });

  it('prints one JSON object and nothing else with --json, also when it fails', async () => {
    const green = await smoke([...pair.args, '--json']);
    const report = JSON.parse(green.out);
    expect(report).toMatchObject({ ok: true, store: pair.store, tickets: pair.tickets });
    expect(report.checks.map((check: { name: string }) => check.name)).toEqual(everyCheck);
    expect(report.checks[0]).toEqual({ name: 'store answers', ok: true, ms: expect.any(Number) });

    const red = await smoke(['--store', pair.store, '--tickets', await deadUrl(), '--wait', '0.6', '--json']);
    expect([red.code, JSON.parse(red.out).ok]).toEqual([1, false]);
    expect(JSON.parse(red.out).checks).toContainEqual({
      ...{ name: 'board connects', ok: false, skipped: true, ms: 0 },
      detail: 'needs: ticket service takes the key',
    });
  });

  it('uses the first key of RELAY_API_KEY without its caller name, or else the key under data', async () => {
    const env = { RELAY_API_KEY: `tienda:${apiKey},the-key-of-yesterday-which-is-old` };
    expect((await smoke(pair.args, { env })).code).toBe(0);

    using dir = tempDir();
    await mkdir(join(dir.path, 'data'));
    await writeFile(join(dir.path, 'data', 'relay-api-key'), `${apiKey}\n`);
    expect((await smoke(pair.args, { env: {}, cwd: dir.path })).code).toBe(0);
  });

  it('takes the key from a file, and warns of one that stands on the command line', async () => {
    using dir = tempDir();
    await writeFile(dir.at('key'), `${apiKey}\n`);
    const quiet = await smoke([...pair.args, '--key-file', dir.at('key')], { env: {} });
    expect([quiet.code, quiet.err]).toEqual([0, '']);
    const loud = await smoke([...pair.args, '--key', apiKey], { env: {} });
    expect(loud.code).toBe(0);
    expect(loud.err).toMatch(/^smoke: --key shows the key to whoever lists the processes/);
  });

  it('shows one order to every board with --visible, marked PRUEBA, and takes it off again', async () => {
    await using board = await connectBoard(pair.tickets);
    const { code, out, err } = await smoke([...pair.args, '--visible', '--show', '0.2']);
    expect([code, err]).toEqual([0, '']);
    expect(namesOf(out, 'ok  ')).toEqual([
      ...everyCheck,
      ...['store accepts a visible order', 'visible order is on the board', 'visible order is taken off'],
    ]);
    expect(out).toMatch(/\n\.\.\. {2}PRUEBA-\S+ is on the board for 0\.2 s; Ctrl-C takes it off now\n/);
    const isMarked = ({ numero }: { numero: string }) => numero.startsWith('PRUEBA-');
    const heard = await board.until((events) => events.filter(isMarked).length === 2);
    const marked = heard.filter(isMarked);
    expect(marked.map(({ evento, estado }) => [evento, estado])).toEqual([
      ['nuevo_ticket', 'pendiente'],
      ['ticket_actualizado', 'cancelado'],
    ]);
    expect(marked[0]).toMatchObject({ cliente_nombre: 'PRUEBA: no preparar' });
  });

  it('waits for a service that sleeps behind a page of HTML', async () => {
    await using sleepy = await faultyProxy(pair.tickets, { asleepFor: 2 });
    const { code, out } = await smoke(['--store', pair.store, '--tickets', sleepy.url]);
    expect(out).toContain(
      '...  waiting for the ticket service to wake up (status 502 with a page of HTML)\n',
    );
    expect([code, namesOf(out, 'ok  ')]).toEqual([0, everyCheck]);
  });

  it('says so when a board gets through only by long-polling', async () => {
    await using plain = await faultyProxy(pair.tickets, { upgrades: 'refused' });
    const { code, out } = await smoke(['--store', pair.store, '--tickets', plain.url]);
    expect(out).toMatch(/\nok {3}board connects +\d+ ms {2}by polling\n/);
    expect(code).toBe(0);
  });
});

describe('a pair that fails', () => {
  it('fails on a wrong key, and never shows it', async () => {
    const key = 'this-is-not-the-key-of-any-service';
    const { code, out } = await smoke([...pair.args, '--key', key]);
    expect(code).toBe(1);
    expect(out).toMatch(/\nFAIL store takes the key .*answered 401.*\(is it the key of this service\?\)\n/);
    expect(out).toMatch(/\nFAIL ticket service takes the key .*answered 401/);
    expect(out).toMatch(/\nskip store accepts an order +needs: store takes the key\n/);
    expect(out).not.toContain(key);
    expect(out).toMatch(/smoke: FAILED, 2 of 20 checks failed, 12 skipped, in \d\.\d s\n$/);
  });

  it('fails on a dead ticket service, and says that the store works', async () => {
    const { code, out } = await smoke(['--store', pair.store, '--tickets', await deadUrl(), '--wait', '0.6']);
    expect(code).toBe(1);
    expect(namesOf(out, 'FAIL')).toEqual(['ticket service answers']);
    expect(out).toMatch(/FAIL ticket service answers .*asleep or down after \d\.\d s: ECONNREFUSED\n/);
    expect(namesOf(out, 'ok  ')).toContain('store accepts an order');
    expect(out).toMatch(/\nskip order reaches the board +needs: board connects\n/);
  });

  it('fails on a dead store, and says that the ticket service works', async () => {
    const { code, out } = await smoke([
      '--store',
      await deadUrl(),
      '--tickets',
      pair.tickets,
      '--wait',
      '0.6',
    ]);
    expect(code).toBe(1);
    expect(namesOf(out, 'FAIL')).toEqual(['store answers']);
    expect(namesOf(out, 'ok  ')).toEqual(everyCheck.slice(5, 11));
  });

  it('fails when the events get lost between the ticket service and the board', async () => {
    await using deaf = await faultyProxy(pair.tickets, { events: 'dropped' });
    const { code, out } = await smoke(['--store', pair.store, '--tickets', deaf.url, '--within', '1']);
    expect(code).toBe(1);
    expect(namesOf(out, 'FAIL')).toEqual(['order reaches the board']);
    expect(out).toMatch(
      /no nuevo_ticket within 1 s; the store: entregada .*; the ticket service: has it \(ticket \d+\)\n/,
    );
    expect(out).toMatch(/\nok {3}ticket is complete, and the only one/);
    expect(out).toMatch(/\nskip board heard of it once +needs: order reaches the board\n/);
  });

  it('fails when a board hears an order twice', async () => {
    await using echo = await faultyProxy(pair.tickets, { events: 'doubled' });
    const { code, out } = await smoke(['--store', pair.store, '--tickets', echo.url]);
    expect(code).toBe(1);
    expect(namesOf(out, 'FAIL')).toEqual(['board heard of it once']);
    expect(out).toMatch(/board heard of it once .*nuevo_ticket came 2 times\n/);
  });

  it('fails when the relay hangs', async () => {
    await using hanging = await scriptedTickets(['hang']);
    await using pair = await startPair({ relayTo: hanging.url });
    const { code, out } = await smoke([...pair.args, '--within', '1']);
    expect(code).toBe(1);
    expect(out).toMatch(/\nok {3}store accepts an order/);
    expect(out).toMatch(
      /FAIL order reaches the board .*no nuevo_ticket within 1 s; the store: pendiente, no attempt has ended yet.*; the ticket service: does not have it\n/,
    );
    expect(namesOf(out, 'FAIL')).toContain('store knows its ticket');
    expect(namesOf(out, 'skip')).toContain('same order again makes no second ticket');
    // The store gives a running attempt some seconds to end: now it does.
    await hanging[Symbol.asyncDispose]();
  });

  it('shows what the relay gets when the store has another key than the ticket service', async () => {
    await using refusing = await scriptedTickets([{ status: 401 }]);
    await using pair = await startPair({ relayTo: refusing.url });
    const { code, out } = await smoke([...pair.args, '--within', '0.5']);
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL store knows its ticket .*pendiente after 1 attempts.*respondió 401/);
  });

  it('fails when the ticket service tells its changes to another store', async () => {
    await using pair = await startPair({ confirmTo: await deadUrl() });
    const { code, out } = await smoke([...pair.args, '--within', '1.5']);
    expect(code).toBe(1);
    expect(namesOf(out, 'FAIL')).toEqual(['confirmation comes back to the store']);
    expect(out).toMatch(
      /after \d\.?\d? s the store shows pendiente, not cancelado; is the STORE_URL of the ticket service this store\?\n/,
    );
  });

  it('fails when the two addresses are mixed up', async () => {
    const { code, out } = await smoke(['--store', pair.tickets, '--tickets', pair.store]);
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL store is healthy .*this is relevo-tickets, not relevo-store\n/);
  });
});

describe('a key that was made for it', async () => {
  const admin = await adminOf(pair.service);
  const needed = ['pedidos:escribir', 'tickets:escribir', 'tickets:trabajar', 'prueba'] as const;

  /** Runs it with a new key of these scopes, once both services know the key. */
  async function smokeWith(alcances: readonly Scope[]) {
    const wanted = { nombre: 'Prueba', fuente: 'prueba-de-humo', alcances };
    const { clave } = (await admin.call('POST', ticketPaths.keys, wanted)).body as ShownKey;
    await until(
      () => get(`${pair.store}/api/entregas`, { 'X-API-Key': clave }),
      ({ status }) => status === 403,
    );
    const result = await smoke(pair.args, { env: { RELAY_API_KEY: clave } });
    expect(result.out + result.err).not.toContain(clave);
    return result;
  }

  it('passes every check with the scopes that it needs', async () => {
    const { code, out } = await smokeWith(needed);
    expect([namesOf(out, 'ok  '), code]).toEqual([everyCheck, 0]);
  });

  it.each([
    ['pedidos:escribir', 'store takes the key'],
    ['tickets:escribir', 'ticket service names a missing field'],
    ['tickets:trabajar', 'ticket service takes a command'],
    ['prueba', 'store accepts an order'],
  ] as const)('without %s says so where it is missed', async (scope, check) => {
    const { code, out } = await smokeWith([...needed.filter((name) => name !== scope), 'tickets:leer']);
    expect(code).toBe(1);
    const line = out.split('\n').find((text) => text.startsWith('FAIL') && text.includes(check));
    expect(line).toContain(`answered 403: the key lacks the scope ${scope}`);
  });
});

describe('the command line', () => {
  it('refuses what it cannot use with the reason, the usage and exit code 1', async () => {
    const { code, out, err } = await smoke(['--store', 'ftp://example.com']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^smoke: --store must be http\(s\):\/\/host\[:port\]\[\/path\]\n\nusage: npm run smoke/,
    );
  });

  it('explains itself with --help', async () => {
    const { code, out } = await smoke(['--help'], { env: {} });
    expect([code, out.startsWith('usage: npm run smoke')]).toEqual([0, true]);
  });
});

const script = fileURLToPath(new URL('../scripts/smoke/smoke.ts', import.meta.url));

/** Runs the script as an operator does, in a folder of its own. */
async function smoke(args: string[], { env = { RELAY_API_KEY: apiKey }, cwd }: SmokeOptions = {}) {
  using dir = tempDir();
  const child = spawn(process.execPath, [script, ...args], {
    cwd: cwd ?? dir.path,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  expect(out + err).not.toContain(apiKey);
  return { code, out, err };
}
type SmokeOptions = { env?: Record<string, string>; cwd?: string };

/** The names of the checks that came out this way, in order. */
function namesOf(out: string, word: 'ok  ' | 'FAIL' | 'skip'): string[] {
  return out
    .split('\n')
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => line.slice(5, 49).trim());
}

async function startPair({ relayTo, confirmTo }: { relayTo?: string; confirmTo?: string } = {}) {
  await using opened = new AsyncDisposableStack();
  // The ticket service has to know the store's address before the store can start.
  const ownStore = await deadUrl();
  const tickets = opened.use(await ticketsForTest({ env: { STORE_URL: confirmTo ?? ownStore } }));
  const waits = { RELAY_WAIT_MS: '500', RELAY_TIMEOUT_MS: '4000' };
  const env = { TICKETS_URL: relayTo ?? tickets.url, PORT: new URL(ownStore).port, ...waits };
  const store = opened.use(await storeForTest({ env }));
  const running = opened.move();
  return {
    store: store.url,
    tickets: tickets.url,
    service: tickets,
    args: ['--store', store.url, '--tickets', tickets.url],
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** An address where nobody listens any more. */
async function deadUrl(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

function positionOf(url: string): Promise<Position> {
  return new Promise((resolve, reject) => {
    const socket = io(url, { auth: { token: apiKey }, transports: ['websocket'], forceNew: true });
    socket.once('connect_error', reject);
    socket.once('posicion', (position: Position) => {
      socket.disconnect();
      resolve(position);
    });
  });
}
