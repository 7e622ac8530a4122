import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Request, Response } from 'express';
import { expect, it, vi } from 'vitest';
import { createAdmission } from './admission.ts';
import { takeIn } from './take-in.ts';
import { openRaw } from './testing/raw-http.ts';
import { route, startApp } from './testing/start-app.ts';

const order =
  'POST /pedidos HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';

it('takes nobody in who has gone away while the body was unpacked', async () => {
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

  takeIn(admission)({} as Request, response, next);
  expect(admission.isOpen()).toBe(true);
  expect(next).not.toHaveBeenCalled();
  server.close();
});

it('lets the next one in while somebody does not read the answer', async () => {
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
