import { once } from 'node:events';
import { createServer } from 'node:http';
import { healthSchema } from '@relevo/contract';
import { requestsAt } from '@relevo/testkit/http';
import { recordingLog } from '@relevo/testkit/log';
import { expect, it } from 'vitest';
import { listen } from './listen.ts';
import { createStandIn } from './stand-in.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  const { port } = await listen(server, '127.0.0.1', 0);
  server.close();
  await once(server, 'close');
  return port;
}

it('says 503, and that it is the database, until the service takes its place', async () => {
  const port = await freePort();
  const about = {
    service: 'relevo-store',
    version: '1',
    host: '127.0.0.1',
    port,
    log: recordingLog().log,
  } as const;
  const standIn = createStandIn(about);
  const service = requestsAt(`http://127.0.0.1:${port}`);
  await expect(service.get('/livez')).rejects.toThrow();

  standIn.because(new Error('the disk'));
  standIn.because(new Error('the disk again'));
  await expect
    .poll(() =>
      service.get('/livez').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);

  const [health, ready, order] = await Promise.all([
    service.get('/healthz'),
    service.get('/readyz'),
    service.post('/api/pedidos', { numero: '1' }),
  ]);
  expect(healthSchema.parse(health.body)).toMatchObject({ status: 'unhealthy', database: 'error' });
  expect([health.status, ready.status, order.status]).toEqual([503, 503, 503]);
  expect(order.headers.get('retry-after')).toBe('5');
  expect(order.headers.get('content-type')).toBe('application/problem+json');
  expect(order.body).toMatchObject({ type: '/problemas/no-disponible', status: 503 });
  expect(order.body.detail).not.toContain('the disk');

  const signals = process.listenerCount('SIGTERM');
  await standIn[Symbol.asyncDispose]();
  expect(process.listenerCount('SIGTERM')).toBe(signals - 1);
  const own = createServer();
  await expect(listen(own, '127.0.0.1', port)).resolves.toMatchObject({ port });
  own.close();
});

it('never listens when nothing is wrong', async () => {
  const port = await freePort();
  const about = {
    service: 'relevo-store',
    version: '1',
    host: '127.0.0.1',
    port,
    log: recordingLog().log,
  } as const;
  const before = process.listenerCount('SIGTERM');
  await createStandIn(about)[Symbol.asyncDispose]();
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
