import { Socket } from 'node:net';
import { inspect } from 'node:util';
import { type Step, scriptedTickets, strangers } from '@relevo/testkit/scripted-peer';
import { afterEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import {
  backoffMs,
  createRetryingTicketsClient,
  type RetryingClientOptions,
  retryWaitMs,
  TicketRefused,
  TicketsUnavailable,
} from './retrying-tickets-client.ts';
import { createTicketsClient } from './tickets-client.ts';

const order = { numero: 'PED-1', cliente_nombre: 'Ana Díaz', total: 1500.5 };
const apiKey = 'clave-de-prueba-0123456789abcdef';

function clientOf(url: string, options: Partial<RetryingClientOptions> = {}) {
  return createRetryingTicketsClient({ url, apiKey, delayMs: () => 0, ...options });
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('createRetryingTicketsClient', () => {
  const mended: [string, Step[], number][] = [
    ['5xx', [{ status: 503 }, { status: 500 }, { status: 502, html: '<h1>Bad Gateway</h1>' }], 4],
    ['408, 425 and 429', [{ status: 408 }, { status: 425 }, { status: 429 }], 4],
    ['cut connections', ['drop', 'cut'], 3],
    ['timeouts, each with a time of its own', ['hang', 'trickle', 'hang'], 4],
    ['a page of HTML with 200', [{ status: 200, html: '<h1>Hola</h1>' }], 2],
    ['a redirect', [{ status: 302, headers: { Location: '/login' } }], 2],
    ['404 of another service of ours', [{ status: 404 }], 2],
    ...Object.entries(strangers).map(([who, step]): [string, Step[], number] => [
      `${step.status} of a stranger: ${who}`,
      [step],
      2,
    ]),
  ];
  it.each(mended)('posts again after %s and gets one ticket', async (_name, faults, attempts) => {
    await using peer = await scriptedTickets([...faults, { status: 201 }]);
    using client = clientOf(peer.url, { timeoutMs: 200 });
    const ticket = await client.postTicket(order);

    expect(ticket).toMatchObject({ ticket_id: 1, numero: 'PED-1', idempotent: false });
    expect(peer.requests).toHaveLength(attempts);
    const sent = peer.requests.map(({ headers, body }) => [
      body,
      headers['idempotency-key'],
      headers['x-api-key'],
    ]);
    expect(new Set(sent.map(String))).toEqual(new Set([`${JSON.stringify(order)},PED-1,${apiKey}`]));
  });

  it('knows a number in every spelling in which it looks the same, and sends it as it came', async () => {
    await using peer = await scriptedTickets([{ status: 201 }]);
    using client = clientOf(peer.url);
    const numero = 'PED\u2011\u200b1 ';
    expect(await client.postTicket({ ...order, numero })).toMatchObject({ ticket_id: 1 });
    expect(peer.requests[0]).toMatchObject({
      headers: { 'idempotency-key': 'PED-1' },
      json: { numero },
    });
  });

  it('gets the ticket that was stored before the connection broke', async () => {
    await using peer = await scriptedTickets(['store-then-drop', { status: 201 }]);
    using client = clientOf(peer.url);
    expect(await client.postTicket(order)).toMatchObject({ ticket_id: 1, idempotent: true });
    expect([...peer.tickets]).toEqual([['PED-1', 1]]);
  });

  it('tries again when the name is not found, which axios-retry leaves out', async () => {
    const lookup = vi.fn((_host: string, _options: unknown, done: (error: Error, address: string) => void) =>
      done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), ''),
    );
    using client = clientOf('http://tickets.invalid', { agentOptions: { lookup } });
    const error = await client.postTicket(order).catch((thrown) => thrown);

    expect(error).toBeInstanceOf(TicketsUnavailable);
    expect(error).toMatchObject({ retryable: true, attempts: 4, cause: { code: 'ENOTFOUND' } });
    expect(lookup).toHaveBeenCalledTimes(4);
  });

  it.each([400, 401, 403, 409, 413, 415, 422])(
    'throws TicketRefused on the service’s own %i without another try',
    async (status) => {
      await using peer = await scriptedTickets([{ status }]);
      using client = clientOf(peer.url);
      const error = await client.postTicket(order).catch((thrown) => thrown);

      expect(error).toBeInstanceOf(TicketRefused);
      expect(error).toMatchObject({
        retryable: false,
        status,
        problem: { status, type: expect.stringMatching(/^\/problemas\//) },
      });
      expect(peer.requests).toHaveLength(1);
    },
  );

  it('tells how often it tried, and never the API key', async () => {
    await using peer = await scriptedTickets([{ status: 503, body: { error: `sobrecarga ${apiKey}` } }]);
    using client = clientOf(peer.url, { retries: 2 });
    const error = await client.postTicket(order).catch((thrown) => thrown);

    expect(error).toBeInstanceOf(TicketsUnavailable);
    expect(error).toMatchObject({
      attempts: 3,
      lastReply: { status: 503 },
      cause: { message: 'status 503: sobrecarga ***' },
    });
    expect(peer.requests).toHaveLength(3);
    expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(apiKey);
  });

  it('refuses an order without a number: nothing would make its retry safe', async () => {
    await using peer = await scriptedTickets();
    using client = clientOf(peer.url);
    await expect(client.postTicket({ cliente_nombre: 'Ana', total: 1 })).rejects.toThrow(TypeError);
    await expect(client.postTicket('no es JSON')).rejects.toThrow(TypeError);
    expect(peer.requests).toEqual([]);
  });

  it('keeps a key that is given, and the request id, over all tries', async () => {
    await using peer = await scriptedTickets([{ status: 503 }, { status: 201 }]);
    using client = clientOf(peer.url);
    await client.postTicket(order, { idempotencyKey: 'k-7', requestId: 'r-7' });
    for (const { headers } of peer.requests) {
      expect(headers).toMatchObject({ 'idempotency-key': 'k-7', 'x-request-id': 'r-7' });
    }
  });
});

describe('what is sent', () => {
  it('sends a text body byte for byte, and the headers of the one-attempt client', async () => {
    await using peer = await scriptedTickets();
    using client = clientOf(`${peer.url.replace('://', '://ana:cl%40ve@')}/`);
    const body = ' {"numero": 7,  "cliente_nombre":"Ñandú 🧉", "total":"10.50"} ';
    await client.postTicket(body, { idempotencyKey: 'mesa-✓' });

    expect(peer.requests).toMatchObject([{ method: 'POST', path: '/api/tickets', body }]);
    expect(peer.requests[0]?.headers).toMatchObject({
      authorization: `Basic ${btoa('ana:cl@ve')}`,
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': 'mesa-%E2%9C%93',
      'user-agent': 'relevo-tickets-client',
      'x-api-key': apiKey,
    });
  });

  it('follows no redirect, so the key and the order stay with the service', async () => {
    await using elsewhere = await scriptedTickets();
    await using peer = await scriptedTickets([
      { status: 307, headers: { Location: `${elsewhere.url}/api/tickets?token=secreto` } },
    ]);
    using client = clientOf(peer.url, { retries: 1 });
    const error = await client.postTicket(order).catch((thrown) => thrown);

    expect(error).toMatchObject({ attempts: 2, lastReply: { status: 307 } });
    expect(inspect(error)).not.toContain('secreto');
    expect(elsewhere.requests).toEqual([]);
  });

  it('does not go through a proxy of the environment', async () => {
    await using proxy = await scriptedTickets();
    await using peer = await scriptedTickets();
    for (const name of ['http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, proxy.url);
    for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
    using client = clientOf(peer.url);
    await client.postTicket(order);

    expect(proxy.requests).toEqual([]);
    expect(peer.requests).toHaveLength(1);
  });

  it('closes an idle connection after 15 s, though the server would keep it for 65 s', async () => {
    await using peer = await scriptedTickets();
    const idle = vi.spyOn(Socket.prototype, 'setTimeout');
    using client = clientOf(peer.url);
    await client.postTicket(order);
    expect(idle.mock.calls.at(-1)?.[0]).toBe(15_000);
  });
});

describe('what comes back', () => {
  const answers: [string, Step, string | number][] = [
    ['503', { status: 503 }, 503],
    ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '1' } }, 429],
    ['a redirect', { status: 302, headers: { Location: '/login' } }, 302],
    ['a page of HTML with 200', { status: 200, html: '<title>Hola</title>' }, 200],
    ['202, which promises nothing', { status: 202, body: {} }, 202],
    ['an empty body', { status: 201, text: '' }, 201],
    ['an answer of 64 KiB', { status: 200, text: 'x'.repeat(64 * 1024) }, 200],
    ['404 of a router', strangers['router of Railway'], 404],
    [
      'a page of 4xx that is too long',
      { status: 413, headers: { Server: 'nginx' }, html: 'x'.repeat(200_000) },
      413,
    ],
    ['a longer one', { status: 200, text: 'x'.repeat(64 * 1024 + 1) }, 'ERR_TOO_LARGE'],
    ['a body that trickles', 'trickle', 'ETIMEDOUT'],
    ['no answer', 'hang', 'ETIMEDOUT'],
    ['half an answer', 'cut', 'ECONNRESET'],
    ['a cut connection', 'drop', 'ECONNRESET'],
  ];
  it.each(answers)('reads %s as the one-attempt client does', async (_name, step, found) => {
    await using peer = await scriptedTickets([step]);
    const timeoutMs = found === 'ETIMEDOUT' ? 200 : 15_000;
    using client = clientOf(peer.url, { retries: 0, timeoutMs });
    using single = createTicketsClient({ url: peer.url, apiKey, timeoutMs });
    const error = await client.postTicket(order).catch((thrown) => thrown);
    const reply = await single.postTicket(order, { idempotencyKey: 'PED-1' });

    expect(error).toBeInstanceOf(TicketsUnavailable);
    expect(error.lastReply).toMatchObject(typeof found === 'number' ? { status: found } : { code: found });
    // What Node and undici say of a cut connection differs in words.
    const words = found === 'ECONNRESET' ? { message: expect.any(String) } : {};
    expect(error.lastReply).toEqual({ ...reply, ...words });
  });

  it('keeps the order when a stranger refuses it, and says who that seems to be', async () => {
    await using peer = await scriptedTickets([strangers['router of Render']]);
    using client = clientOf(peer.url, { retries: 1 });
    const error = await client.postTicket(order).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TicketsUnavailable);
    expect(error).toMatchObject({ retryable: true, attempts: 2, lastReply: { status: 404 } });
    expect(error.lastReply.by).toBe('Render (x-render-routing: no-server)');
  });
});

describe('disposing', () => {
  it('ends a try under way, and makes no other', async () => {
    await using peer = await scriptedTickets(['hang']);
    const client = clientOf(peer.url);
    const pending = client.postTicket(order).catch((thrown) => thrown);
    await peer.received(1);
    client[Symbol.dispose]();
    expect(await pending).toMatchObject({ attempts: 1, lastReply: { code: 'ABORTED' } });
    expect(await client.postTicket(order).catch((thrown) => thrown)).toBeInstanceOf(TicketsUnavailable);
    expect(peer.requests).toHaveLength(1);
  });

  it('ends a wait between two tries', async () => {
    await using peer = await scriptedTickets([{ status: 503 }]);
    const client = createRetryingTicketsClient({ url: peer.url, apiKey });
    onWait((_ms, wait) => {
      setImmediate(() => client[Symbol.dispose]());
      return wait();
    });
    const error = await client.postTicket(order).catch((thrown) => thrown);
    expect(error).toMatchObject({ attempts: 1, lastReply: { code: 'ABORTED' } });
  });
});

describe('the waits between tries', () => {
  it('waits 1, 2 and 4 seconds', async () => {
    await using peer = await scriptedTickets([{ status: 503 }]);
    expect(await waitsOf(peer.url)).toEqual([1_000, 2_000, 4_000]);
  });

  it('waits longer where Retry-After asks for it, 30 s at most, and never less than its schedule', async () => {
    await using peer = await scriptedTickets(
      ['3', '999999999999', 'nunca'].map((after) => ({ status: 429, headers: { 'Retry-After': after } })),
    );
    expect(await waitsOf(peer.url)).toEqual([3_000, 30_000, 4_000]);
  });

  it('ends a wait at the caller’s abort, with its reason', async () => {
    await using peer = await scriptedTickets([{ status: 503 }]);
    using client = createRetryingTicketsClient({ url: peer.url, apiKey });
    const stop = new AbortController();
    onWait((_ms, wait) => {
      setImmediate(() => stop.abort(new Error('el comprador se fue')));
      return wait();
    });
    const error = await client.postTicket(order, { signal: stop.signal }).catch((thrown) => thrown);

    expect(error).toMatchObject({ message: 'el comprador se fue' });
    expect(peer.requests).toHaveLength(1);
  });

  it('waits its whole time, though the limit of the try before is over meanwhile', async () => {
    await using peer = await scriptedTickets([{ status: 503 }, { status: 201 }]);
    using client = clientOf(peer.url, { timeoutMs: 100, delayMs: () => 250 });
    await client.postTicket(order);
    const [first, second] = peer.requests.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(240);
  });
});

const nowMs = Date.parse('2026-11-22T06:00:00Z');

describe('retryWaitMs', () => {
  const cases: [string | undefined, number][] = [
    [undefined, 1_000],
    ['0', 1_000],
    ['5', 5_000],
    [' 5 ', 5_000],
    ['3600', 30_000],
    ['9'.repeat(400), 30_000],
    ['Sun, 22 Nov 2026 06:00:07 GMT', 7_000],
    ['Sun, 22 Nov 2026 05:59:00 GMT', 1_000],
    ['Sun, 22 Nov 2126 06:00:00 GMT', 30_000],
    ['Sun, 99 Nov 2026 06:00:07 GMT', 1_000],
    ['', 1_000],
    ['-5', 1_000],
    ['1.5', 1_000],
    ['1e3', 1_000],
    ['0x10', 1_000],
    ['Infinity', 1_000],
    ['mañana', 1_000],
    ['2026', 30_000],
    ['2026-11-22T06:00:07Z', 1_000],
  ];
  it.each(cases)('with Retry-After %j waits %i ms instead of one second', (retryAfter, waitMs) => {
    expect(retryWaitMs(1_000, retryAfter, nowMs)).toBe(waitMs);
  });
});

describe('backoffMs', () => {
  it('is 1, 2 and 4 seconds', () => {
    expect([1, 2, 3].map(backoffMs)).toEqual([1_000, 2_000, 4_000]);
  });
});

/** The waits of a client with its own schedule; each is over at once. */
async function waitsOf(url: string): Promise<number[]> {
  const waits: number[] = [];
  onWait((ms, wait) => {
    waits.push(ms);
    return wait(0);
  });
  using client = createRetryingTicketsClient({ url, apiKey });
  await expect(client.postTicket(order)).rejects.toThrow(TicketsUnavailable);
  return waits;
}

/** Has every wait between two tries started by `start`; all other timers run as they are. */
function onWait(start: (ms: number, wait: (ms?: number) => NodeJS.Timeout) => NodeJS.Timeout): void {
  const setTimer = globalThis.setTimeout as typeof plainTimer;
  const timer = vi.spyOn(globalThis, 'setTimeout') as unknown as MockInstance<typeof plainTimer>;
  timer.mockImplementation((run, ms = 0, ...rest) => {
    // 15 s is the limit of an attempt and that of an idle connection, and no wait.
    if (ms < 1_000 || ms === 15_000) return setTimer(run, ms, ...rest);
    return start(ms, (otherMs = ms) => setTimer(run, otherMs, ...rest));
  });
}

declare function plainTimer(run: () => void, ms?: number, ...rest: unknown[]): NodeJS.Timeout;
