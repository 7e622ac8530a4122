import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openRaw } from '@relevo/testkit/raw-http';
import type { Request, Response } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { workDone } from '../http/request-context.ts';
import { openApp, route, startApp } from '../testing/start-app.ts';
import { admit, createAdmission } from './admission.ts';

describe('the admission', () => {
  it('admits a burst, and nobody while the oldest has waited too long', () => {
    let now = 0;
    const admission = createAdmission({ maxWaitMs: 1_000, now: () => now });
    const [first] = Array.from({ length: 500 }, () => admission.enter());
    now = 900;
    const second = admission.enter();
    now = 1_001;
    expect(admission.isOpen()).toBe(false);
    first?.();
    second();
    expect(admission.isOpen()).toBe(false);
  });

  it('is open again as soon as nobody old is left', () => {
    let now = 0;
    const admission = createAdmission({ maxWaitMs: 1_000, now: () => now });
    const old = admission.enter();
    now = 900;
    admission.enter();
    now = 1_500;
    expect(admission.isOpen()).toBe(false);
    old();
    old();
    expect(admission.isOpen()).toBe(true);
  });

  it('still waits for the oldest after a younger one has left', () => {
    let now = 0;
    const admission = createAdmission({ maxWaitMs: 1_000, now: () => now });
    const old = admission.enter();
    now = 900;
    const young = admission.enter();
    young();
    now = 1_500;
    expect(admission.isOpen()).toBe(false);
    old();
    now = 9_000;
    expect(admission.isOpen()).toBe(true);
  });

  it('bounds the work that waits to start by the time it will take', () => {
    let backlogMs = 100;
    const budget = { start: () => {}, backlogMs: () => backlogMs };
    const admission = createAdmission({ budget, now: () => 0 });
    admission.enter();
    expect(admission.isOpen()).toBe(true);
    backlogMs = 101;
    expect(admission.isOpen()).toBe(false);
  });

  it('bounds what comes in at one moment', () => {
    const admission = createAdmission({ maxInWork: 2, now: () => 0 });
    const leave = admission.enter();
    admission.enter();
    expect(admission.isOpen()).toBe(false);
    leave();
    expect(admission.isOpen()).toBe(true);
  });

  it('counts each one that leaves once, whichever it is', () => {
    const admission = createAdmission({ maxInWork: 3, now: () => 0 });
    const [first, second, third] = Array.from({ length: 3 }, () => admission.enter());
    expect(admission.isOpen()).toBe(false);
    second?.();
    second?.();
    expect(admission.isOpen()).toBe(true);
    const fourth = admission.enter();
    expect(admission.isOpen()).toBe(false);
    for (const leave of [fourth, third, first]) leave?.();
    for (let n = 0; n < 2; n++) admission.enter();
    expect(admission.isOpen()).toBe(true);
    admission.enter();
    expect(admission.isOpen()).toBe(false);
  });
});

describe('a bounded route', () => {
  it('answers 503 with Retry-After to a request that it does not admit, and admits again later', async () => {
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const slow = route(
      'post',
      '/pedidos',
      async (_req, res) => {
        entered.resolve();
        await promise;
        res.json({ listo: true });
      },
      { body: true, bounded: true },
    );
    const free = route('post', '/otra', (_req, res) => res.json({ listo: true }), { body: true });
    const app = openApp([slow, free], { admission: createAdmission({ maxInWork: 1 }) });

    const first = app.post('/pedidos', {});
    await entered.promise;
    const refused = await app.post('/pedidos', {});
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ type: '/problemas/no-disponible' });
    expect((await app.post('/otra', {})).status).toBe(200);
    finish();
    expect((await first).status).toBe(200);
    expect((await app.post('/pedidos', {})).status).toBe(200);
  });

  it('admits the next request when the work is done, though the answer still waits', async () => {
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    const entered = Promise.withResolvers<void>();
    const waits = route(
      'post',
      '/pedidos',
      async (req, res) => {
        workDone(res);
        entered.resolve();
        if (req.body.espera) await promise;
        res.json({ listo: true });
      },
      { body: true, bounded: true },
    );
    const app = openApp([waits], { admission: createAdmission({ maxInWork: 1 }) });
    const first = app.post('/pedidos', { espera: true });
    await entered.promise;
    expect((await app.post('/pedidos', {})).status).toBe(200);
    finish();
    expect((await first).status).toBe(200);
  });
});

describe('admit', () => {
  const order =
    'POST /pedidos HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';

  it('admits no client that left while its body was decompressed', async () => {
    const admission = createAdmission({ maxInWork: 1 });
    const next = vi.fn();
    const came = Promise.withResolvers<Response>();
    const server = createServer((_req, res) => came.resolve(Object.assign(res, { locals: {} }) as never));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = await openRaw((server.address() as AddressInfo).port);
    client.send(order);
    const response = await came.promise;
    client.socket.destroy();
    await once(response, 'close');

    admit(admission)({} as Request, response, next);
    expect(admission.isOpen()).toBe(true);
    expect(next).not.toHaveBeenCalled();
    server.close();
  });

  it('admits the next request while a client does not read its answer', async () => {
    const big = route('post', '/pedidos', (_req, res) => res.json({ mucho: 'x'.repeat(20_000_000) }), {
      body: true,
      bounded: true,
    });
    const small = route('post', '/otro', (_req, res) => res.json({}), { body: true, bounded: true });
    await using app = await startApp([big, small], { admission: createAdmission({ maxInWork: 1 }) });
    const client = await openRaw(app.port);
    client.send(order);
    await once(client.socket, 'readable');

    expect((await app.post('/otro', {})).status).toBe(200);
    expect(client.socket.bytesRead).toBeLessThan(20_000_000);
    client.socket.destroy();
  });
});

describe('rejectOverload', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('reports refused orders once a second, counts every one, and is silent once they stop', async () => {
    const full = { isOpen: () => false, enter: () => () => {}, start: () => {} };
    const orders = route('post', '/pedidos', (_req, res) => res.json({}), { body: true, bounded: true });
    const app = openApp([orders], { admission: full });
    const refuse = async (times: number) => {
      for (let nth = 0; nth < times; nth += 1) expect((await app.post('/pedidos', {})).status).toBe(503);
    };
    const told = () => app.lines().flatMap(({ refused }) => (refused === undefined ? [] : [refused]));

    await refuse(3);
    expect(told()).toEqual([1]);
    vi.advanceTimersByTime(1_000);
    expect(told()).toEqual([1, 2]);
    await refuse(1);
    vi.advanceTimersByTime(1_000);
    expect(told()).toEqual([1, 2, 1]);
    vi.advanceTimersByTime(60_000);
    expect(told()).toEqual([1, 2, 1]);
    await refuse(1);
    expect(told()).toEqual([1, 2, 1, 1]);
  });
});
