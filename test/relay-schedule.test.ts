import { createRelayClock } from '@relevo/testkit/clock';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { expect, it } from 'vitest';

it('tries at exactly 0, 1, 3 and 7 s and then in the tail, over a restart in between', async () => {
  const clock = createRelayClock();
  const startedAt = clock.now();
  using dir = tempDir();
  await using peer = await scriptedTickets([{ status: 503 }]);
  const env = { TICKETS_URL: peer.url };

  {
    await using store = await storeForTest({ dir: dir.path, clock, env });
    const placed = await post(`${store.url}/api/pedidos`, anOrder('HORARIO'));
    expect(placed.body.entrega).toMatchObject({ estado: 'pendiente', intentos: 1 });
    await attempts(store.url, 1);
    await clock.advance(999);
    await clock.advance(1);
    await attempts(store.url, 2);
  }

  await using store = await storeForTest({ dir: dir.path, clock, env });
  await clock.advance(2_000);
  await attempts(store.url, 3);
  await clock.advance(4_000);
  const quick = await attempts(store.url, 4);
  expect(quick.map(secondsAfterStart)).toEqual([0, 1, 3, 7]);

  await clock.advance(24_000);
  expect(await attempts(store.url, 4)).toHaveLength(4);
  peer.follow([{ status: 201 }]);
  const { body } = await get(`${store.url}/api/pedidos/HORARIO`);
  await clock.advance(Date.parse(body.entrega.proximo_intento) - clock.now());
  const all = await attempts(store.url, 5);
  const tail = secondsAfterStart(all[4]);
  expect(tail).toBeGreaterThanOrEqual(7 + 24);
  expect(tail).toBeLessThanOrEqual(7 + 36);
  expect(all.map((attempt) => attempt.resultado)).toEqual([...Array(4).fill('reintento'), 'entregada']);
  expect(new Set(peer.requests.map((request) => request.headers['idempotency-key'])).size).toBe(1);
  expect(new Set(peer.requests.map((request) => request.body)).size).toBe(1);

  type Attempt = { en: string; resultado: string };
  function secondsAfterStart(attempt: Attempt | undefined): number {
    return (Date.parse(attempt?.en ?? '') - startedAt) / 1_000;
  }

  async function attempts(url: string, count: number): Promise<Attempt[]> {
    const read = () => get(`${url}/api/pedidos/HORARIO`);
    const answer = await until(read, ({ body }) => body.intentos.length >= count);
    return answer.body.intentos;
  }
});
