import { createFakeClock } from '@relevo/testkit/clock';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, work } from '@relevo/testkit/work';
import { expect, it } from 'vitest';

it('says how many orders each driver carries, since when, and how many wait for them', async () => {
  const clock = createFakeClock({ startAt: Date.UTC(2026, 10, 22, 12), realSleep: true });
  await using service = await ticketsForTest({ clock });
  const { url } = service;
  const admin = await adminOf(service);
  const rosa = await memberOf(admin, 'repartidor', 'Rosa');
  await memberOf(admin, 'repartidor', 'Leo');
  const toRosa = ['asignar', { repartidor_id: rosa.person.id }] as const;
  await work(url, await newTicket(url), [...toRosa]);
  const first = await newTicket(url);
  await work(url, first, [...toRosa], ['avanzar'], ['avanzar']);
  clock.advance(60_000);
  await work(url, await newTicket(url), [...toRosa], ['avanzar'], ['avanzar']);
  await work(url, first, ['anotar', { indicaciones: 'Timbre 2' }]);
  const done = await newTicket(url);
  await work(url, done, [...toRosa], ['avanzar'], ['avanzar'], ['avanzar']);

  const { body } = await admin.get('/api/repartidores');
  expect(body.repartidores).toMatchObject([
    { nombre: 'Leo', en_camino: 0, por_salir: 0, desde: null },
    { nombre: 'Rosa', en_camino: 2, por_salir: 1, desde: '2026-11-22T12:00:00.000Z' },
  ]);
});
