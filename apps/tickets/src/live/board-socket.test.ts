import { connectBoard } from '@relevo/testkit/boards';
import { apiKey, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { ticketsForTest } from '@relevo/testkit/services';
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { afterAll, describe, expect, it } from 'vitest';

const ownSite = 'https://tablero.example.com';
const tickets = await ticketsForTest({ env: { CORS_ALLOWED_ORIGINS: ownSite } });
afterAll(() => tickets[Symbol.asyncDispose]());

type Options = Partial<ManagerOptions & SocketOptions>;
type Refusal = Error & { data?: { type: string; status: number; detail: string } };

/** Tries once: the transport it got, or why it was refused. */
async function tryToConnect(options: Options): Promise<{ transport?: string; refusal?: Refusal }> {
  const socket = io(tickets.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...options,
  });
  try {
    return await new Promise((resolve) => {
      socket.once('connect', () => resolve({ transport: socket.io.engine.transport.name }));
      socket.once('connect_error', (refusal) => resolve({ refusal }));
    });
  } finally {
    socket.disconnect();
  }
}

async function sessionCookie(): Promise<string> {
  const token = new URL(await tickets.signInLink()).hash.slice(1);
  const { headers } = await post(`${tickets.url}/api/sesion`, { token }, { 'X-API-Key': undefined });
  return headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

const auth = { token: apiKey };

describe.each(['websocket', 'polling'])('a handshake over %s', (transport) => {
  const over = { transports: [transport] };

  it.each([
    ['no credentials', {}],
    ['a wrong token', { auth: { token: 'otra-clave' } }],
    ['an empty token', { auth: { token: '' } }],
    ['a token that is no text', { auth: { token: { $ne: 1 } } }],
    ['a forged cookie', { extraHeaders: { Cookie: 'relevo=s%3Afalsa.firma' } }],
    ['a very long token', { auth: { token: 'x'.repeat(10_000) } }],
  ])('is refused with a problem for %s', async (_what, options: Options) => {
    const { refusal } = await tryToConnect({ ...over, ...options });
    expect(refusal?.data).toMatchObject({ type: '/problemas/no-autorizado', status: 401 });
  });

  it('takes a key that may read', async () => {
    expect(await tryToConnect({ ...over, auth })).toEqual({ transport });
  });

  it('takes an operator’s session, until it is closed', async () => {
    const cookie = await sessionCookie();
    const options = { ...over, extraHeaders: { Cookie: cookie } };
    expect(await tryToConnect(options)).toEqual({ transport });
    await fetch(`${tickets.url}/api/sesion`, { method: 'DELETE', headers: { Cookie: cookie } });
    expect((await tryToConnect(options)).refusal?.data).toMatchObject({ status: 401 });
  });

  it.each([
    ['the own origin', tickets.url, true],
    ['an allowed origin', ownSite, true],
    ['another site', 'https://malo.example.net', false],
    ['a sandboxed frame', 'null', false],
  ])('judges %s', async (_what, origin, accepted) => {
    const options = { ...over, auth, extraHeaders: { Origin: origin, Cookie: await sessionCookie() } };
    expect((await tryToConnect(options)).transport).toBe(accepted ? transport : undefined);
  });
});

describe('the settings of the connection', () => {
  async function handshake(url: string) {
    const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
    return JSON.parse((await response.text()).slice(1));
  }

  it('are the contract’s', async () => {
    expect(await handshake(tickets.url)).toMatchObject({
      upgrades: ['websocket'],
      pingInterval: 25_000,
      pingTimeout: 60_000,
      maxPayload: 65_536,
    });
  });

  it('can be changed', async () => {
    const env = {
      SOCKET_PING_INTERVAL_MS: '1000',
      SOCKET_PING_TIMEOUT_MS: '2000',
      SOCKET_MAX_BUFFER_BYTES: '2048',
    };
    await using other = await ticketsForTest({ env });
    const sent = await handshake(other.url);
    expect(sent).toMatchObject({ pingInterval: 1_000, pingTimeout: 2_000, maxPayload: 2_048 });
  });
});

it('closes the socket that sends a message above 64 KiB, and no other', async () => {
  await using loud = await connectBoard(tickets.url);
  await using quiet = await connectBoard(tickets.url);
  loud.socket.io.reconnection(false);
  expect((await loud.subscribe({ epoch: 'x'.repeat(64) })).tipo).toBe('instantanea');
  const closed = new Promise<void>((resolve) => loud.socket.once('disconnect', () => resolve()));
  loud.socket.emit('suscribir', { epoch: 'x'.repeat(70_000) }, () => {});
  await closed;
  await post(`${tickets.url}/api/tickets`, anOrder('DESPUES'));
  await quiet.until((events) => events.some(({ numero }) => numero === 'DESPUES'));
  expect(quiet.socket.connected).toBe(true);
});
