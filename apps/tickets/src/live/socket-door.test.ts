import { connectBoard } from '@relevo/testkit/boards';
import { ask, hostileClient, hostileTransports } from '@relevo/testkit/hostile-client';
import { apiKey, get } from '@relevo/testkit/http';
import { openRaw, sendRaw } from '@relevo/testkit/raw-http';
import { afterAll, describe, expect, it } from 'vitest';
import { startPeople } from '../people/testing/start-people.ts';

const service = await startPeople();
afterAll(() => service[Symbol.asyncDispose]());
const cookie = await service.asFirstAdmin();

const greeting = `40${JSON.stringify({ token: apiKey })}`;
const isConnected = (heard: string[]) => heard.some((packet) => packet.startsWith('40{'));
const isRefused = (heard: string[]) => heard.some((packet) => packet.startsWith('44{'));
const refusalIn = (heard: string[]) =>
  JSON.parse(heard.find((packet) => packet.startsWith('44{'))?.slice(2) ?? '{}').data;

describe.each(hostileTransports)('until it is known who is there, over %s', (transport) => {
  it.each([
    ['a second greeting', [greeting, greeting]],
    ['a flood of greetings', Array<string>(2_000).fill('40')],
    ['an event behind the greeting', [greeting, '42["suscribir",{}]']],
    ['an event', ['42["suscribir",{}]']],
    ['an answer', ['430[]']],
    ['a farewell', ['41']],
    ['another namespace', ['40/otra,{}']],
    ['the namespace by its name', ['40/,{}']],
    ['a ping', ['2']],
    ['an upgrade without a probe', ['5']],
    ['bytes', ['bAAAA']],
    ['what is no packet', ['x']],
    ['a greeting that is too long', [`40{"token":"${'x'.repeat(20_000)}"}`]],
  ])('closes the connection on %s', async (_what, packets) => {
    await using client = await hostileClient(service.url, transport);
    client.send(...packets);
    await client.closed;
    expect(client.heard.filter((packet) => packet.startsWith('42'))).toEqual([]);
    expect(isConnected(client.heard)).toBe(false);
  });

  it.each([
    ['nothing', '40'],
    ['a wrong key', '40{"token":"no-es-la-clave"}'],
  ])(
    'refuses %s with a problem, and closes the connection although the client does not',
    async (_what, packet) => {
      await using client = await hostileClient(service.url, transport);
      client.send(packet);
      await client.until(isRefused);
      expect(refusalIn(client.heard)).toMatchObject({ type: '/problemas/no-autorizado', status: 401 });
      await client.closed;
    },
  );

  it('closes the connection of whoever says nothing for 5 s', async () => {
    await using client = await hostileClient(service.url, transport);
    const from = performance.now();
    await client.closed;
    expect(performance.now() - from).toBeGreaterThan(4_500);
  });

  it('lets somebody send more as soon as it is known who they are', async () => {
    await using client = await hostileClient(service.url, transport);
    client.send(greeting);
    await client.until(isConnected);
    client.send(
      `420["suscribir",{"epoch":"${'x'.repeat(64)}"}]`,
      `421["desconocido","${'x'.repeat(30_000)}"]`,
    );
    await client.until((heard) => heard.some((packet) => packet.startsWith('430[')));
  });

  it('closes a connection that leaves its namespace, so that nobody comes in twice on one', async () => {
    await using client = await hostileClient(service.url, transport, { headers: { Cookie: cookie } });
    client.send('40');
    await client.until(isConnected);
    client.send('41');
    await client.closed;
    client.send('40');
    expect(client.heard.filter((packet) => packet.startsWith('40{'))).toHaveLength(1);
  });
});

describe('refused handshakes', () => {
  it('are counted by address like refused keys: a 429 then, but never for a good session or key', async () => {
    await using strict = await startPeople({ env: { RATE_LIMIT_PER_IP: '3' } });
    const signedIn = await strict.asFirstAdmin();
    const tryOnce = async (transport: (typeof hostileTransports)[number], packet: string, headers = {}) => {
      await using client = await hostileClient(strict.url, transport, { headers });
      client.send(packet);
      await client.until((heard) => isRefused(heard) || isConnected(heard));
      return isConnected(client.heard) ? 200 : refusalIn(client.heard).status;
    };
    const wrong = '40{"token":"no-es-la-clave"}';
    for (const transport of ['websocket', 'polling', 'websocket'] as const)
      expect(await tryOnce(transport, wrong)).toBe(401);
    for (const transport of hostileTransports) {
      expect(await tryOnce(transport, wrong)).toBe(429);
      expect(await tryOnce(transport, greeting)).toBe(200);
      expect(await tryOnce(transport, '40', { Cookie: signedIn })).toBe(200);
    }
    // The same count as over HTTP.
    const overHttp = await get(`${strict.url}/api/tickets`, { 'X-API-Key': 'otra-clave' });
    expect(overHttp.status).toBe(429);
  });
});

describe('the caps', () => {
  it('are 429 for strangers at an address that has too many, and room for whoever shows who they are', async () => {
    await using small = await startPeople({ env: { SOCKET_MAX_CONNECTIONS_PER_ADDRESS: '20' } });
    const signedIn = await small.asFirstAdmin();
    await using stack = new AsyncDisposableStack();
    for (const transport of hostileTransports) stack.use(await hostileClient(small.url, transport));
    for (const transport of hostileTransports) {
      const refused = hostileClient(small.url, transport);
      await expect(refused).rejects.toMatchObject({ status: 429 });
      const forged = hostileClient(small.url, transport, { headers: { Cookie: 'relevo=s%3Afalsa.firma' } });
      await expect(forged).rejects.toMatchObject({ status: 429 });
      const good: Record<string, string>[] = [{ Cookie: signedIn }, { 'X-API-Key': apiKey }];
      for (const headers of good) {
        const client = stack.use(await hostileClient(small.url, transport, { headers }));
        client.send('40');
        await client.until(isConnected);
      }
    }
    const other = await hostileClient(small.url, 'websocket', { localAddress: '127.0.0.2' });
    await other[Symbol.asyncDispose]();
  });

  it('hold for whoever is known as well', async () => {
    await using small = await startPeople({ env: { SOCKET_MAX_CONNECTIONS: '10' } });
    await using stack = new AsyncDisposableStack();
    for (let nth = 0; nth < 10; nth += 1) stack.use(await connectBoard(small.url));
    for (const transport of hostileTransports)
      await expect(
        hostileClient(small.url, transport, { headers: { 'X-API-Key': apiKey } }),
      ).rejects.toMatchObject({ status: 429 });
  });

  it('count the address that a trusted proxy tells', async () => {
    const env = { SOCKET_MAX_CONNECTIONS_PER_ADDRESS: '10', TRUST_PROXY: '1' };
    await using small = await startPeople({ env });
    const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });
    await using _first = await hostileClient(small.url, 'websocket', from('203.0.113.1'));
    await expect(hostileClient(small.url, 'websocket', from('203.0.113.1'))).rejects.toMatchObject({
      status: 429,
    });
    await using _other = await hostileClient(small.url, 'websocket', from('203.0.113.2'));
  });
});

describe('a connection of long polling', () => {
  const withCookie = { headers: { Cookie: cookie } };

  it.each([
    ['nobody', {}],
    ['somebody with a key', { 'X-API-Key': apiKey }],
    ['somebody with another session', { Cookie: 'relevo=s%3Aotra.firma' }],
  ] as [string, Record<string, string>][])('is not for %s who knows its sid', async (_what, headers) => {
    await using owner = await hostileClient(service.url, 'polling', withCookie);
    owner.send('40');
    await owner.until(isConnected);
    const query = `transport=polling&sid=${owner.sid}`;
    for (const body of [undefined, '41', '420["suscribir",{}]'])
      expect(await ask(service.url, query, { headers }, body)).toMatchObject({ status: 403 });
    const upgrade = `GET /socket.io/?EIO=4&transport=websocket&sid=${owner.sid} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    expect(await sendRaw(Number(new URL(service.url).port), upgrade)).toMatch(/^HTTP\/1\.1 403 /);
    owner.send('420["suscribir",{}]');
    await owner.until((heard) => heard.some((packet) => packet.startsWith('430[')));
  });

  it.each([
    ['twice', (own: string, other: string) => `sid=${own}&sid=${other}`],
    ['behind a fragment', (own: string, other: string) => `sid=${other}#&sid=${own}`],
  ])('is not for whoever names its sid beside the own, %s', async (_what, sids) => {
    await using owner = await hostileClient(service.url, 'polling', withCookie);
    owner.send('40');
    await owner.until(isConnected);
    const { text } = await ask(service.url, 'transport=polling');
    const { sid } = JSON.parse(text.slice(1));
    const target = `/socket.io/?EIO=4&transport=polling&${sids(sid, owner.sid)}`;
    const answer = await sendRaw(
      Number(new URL(service.url).port),
      `POST ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n41`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4/);
    owner.send('420["suscribir",{}]');
    await owner.until((heard) => heard.some((packet) => packet.startsWith('430[')));
  });

  it.each([
    ['DELETE', 'transport=polling&sid=x', 405],
    ['POST', 'transport=polling', 405],
    ['GET', 'transport=polling&sid=x', 400],
    ['GET', 'transport=polling&sid=', 400],
    ['GET', 'transport=polling&sid=__proto__', 400],
    ['GET', 'transport=websocket', 400],
    ['GET', 'transport=nada', 400],
    ['GET', '', 400],
  ])('answers %s ?%s with a problem', async (method, query, status) => {
    const answer = await fetch(`${service.url}/socket.io/?EIO=4&${query}`, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('the front of HTTP', () => {
  it('stands before Socket.IO too: headers, request id, count', async () => {
    const { status, headers } = await ask(service.url, 'transport=polling', {
      headers: { 'X-Request-Id': 'yo-1' },
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'x-request-id': 'yo-1', 'x-content-type-options': 'nosniff' });
    const upgrade =
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nX-Request-Id: yo-2\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    const answer = await sendRaw(Number(new URL(service.url).port), `${upgrade}\x81\x80\0\0\0\0`);
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).toMatch(/x-request-id: yo-2\r\n/i);
    expect(answer).toMatch(/x-content-type-options: nosniff\r\n/i);
    const metrics = await (
      await fetch(`${service.url}/metrics`, { headers: { 'X-API-Key': apiKey } })
    ).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/socket\.io",status="101"\}/,
    );
  });

  it('answers only for the hosts of ALLOWED_HOSTS', async () => {
    await using other = await startPeople({ env: { ALLOWED_HOSTS: 'tablero.example' } });
    const tryAs = async (Host: string) =>
      (await ask(other.url, 'transport=polling', { headers: { Host } })).status;
    expect(await tryAs('malo.example')).toBe(400);
    expect(await tryAs('tablero.example')).toBe(200);
    await expect(
      hostileClient(other.url, 'websocket', { headers: { Host: 'malo.example' } }),
    ).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('a budget of messages', () => {
  it('answers what is too much with 429, and cuts off who sends far too much', async () => {
    await using slow = await startPeople({ env: { SOCKET_MESSAGES_PER_SECOND: '5' } });
    for (const transport of hostileTransports) {
      await using client = await hostileClient(slow.url, transport);
      client.send(greeting);
      await client.until(isConnected);
      const messages = (count: number) => Array.from({ length: count }, (_, id) => `42${id}["comando",{}]`);
      client.send(...messages(30));
      const answers = (heard: string[]) => heard.filter((packet) => packet.startsWith('43'));
      await client.until((heard) => answers(heard).length === 30);
      const statuses = answers(client.heard).map(
        (packet) => JSON.parse(packet.replace(/^43\d+/, ''))[0].problema.status,
      );
      expect(statuses.filter((status) => status === 400).length).toBeGreaterThanOrEqual(20);
      expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(5);
      client.send(...messages(200));
      await client.closed;
    }
  });

  it('counts pongs', async () => {
    await using slow = await startPeople({ env: { SOCKET_MESSAGES_PER_SECOND: '5' } });
    await using pongs = await hostileClient(slow.url, 'websocket');
    pongs.send(...Array<string>(200).fill('3'));
    await pongs.closed;
  });

  const upgrade = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nX-API-Key: ${apiKey}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
  const text = (packet: string, first = 0x81) =>
    Buffer.concat([Buffer.from([first, 0x80 | packet.length, 0, 0, 0, 0]), Buffer.from(packet)]);
  const frames = (first: number, count: number) =>
    Buffer.alloc(6 * count, Buffer.from([first, 0x80, 0, 0, 0, 0]));

  it.each([
    ['pings of the WebSocket itself', frames(0x89, 300)],
    ['pongs of the WebSocket itself, which nobody asked for', frames(0x8a, 300)],
    ['empty pieces of a message', Buffer.concat([text('x', 0x01), frames(0x00, 120_000)])],
  ])('ends a connection that sends many %s, known or not', async (_what, flood) => {
    for (const hello of [Buffer.alloc(0), text('40')]) {
      const raw = await openRaw(Number(new URL(service.url).port));
      raw.send(upgrade);
      expect(await raw.next()).toMatch(/^HTTP\/1\.1 101 /);
      raw.socket.resume();
      const from = performance.now();
      raw.socket.write(Buffer.concat([hello, flood]));
      await raw.closed();
      // Not because nobody said who is there, after 5 s.
      expect(performance.now() - from).toBeLessThan(4_000);
    }
  });
});
