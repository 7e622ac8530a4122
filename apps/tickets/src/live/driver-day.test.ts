import { randomUUID } from 'node:crypto';
import type { Delta } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { aCommand, customersIn, ticketOfCustomer, work } from '@relevo/testkit/work';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const hourMs = 60 * 60 * 1_000;
const clock = createFakeClock({ startAt: Date.UTC(2026, 10, 22, 12), realSleep: true });
const service = await ticketsApp({ clock });
afterAll(() => service[Symbol.asyncDispose]());

const admin = await adminOf(service);
const rosa = await memberOf(admin, 'repartidor', 'Rosa');
const assign = ['asignar', { repartidor_id: rosa.person.id }] as const;

const delivered = await ticketOfCustomer(service);
const { ticketId } = delivered;
await work(service, ticketId, [...assign], ['avanzar'], ['avanzar']);
const onTheWay = (await rosa.get('/api/tablero')).body as { epoch: string; head: number };
const step = { ...aCommand('avanzar', 4) };
const { seq: deliveredAs } = (await rosa.command(ticketId, step)).body as { seq: number };
const open = await ticketOfCustomer(service);
await work(service, open.ticketId, [...assign]);

/** Asks for everything where a driver could meet the delivered order. */
async function look() {
  const from = rosa.heard.length;
  for (const query of ['', `?q=${delivered.secret}`, `?numero=${delivered.secret}`, '?estado=entregado'])
    await rosa.get(`/api/tickets${query}`);
  for (const query of ['', `?q=${delivered.secret}`, '?estado=entregado'])
    await rosa.get(`/api/tickets/cerrados${query}`);
  await rosa.get(`/api/tickets/${ticketId}`);
  await rosa.get(`/api/tickets/${ticketId}/historial`);
  await rosa.get('/api/tablero');
  for (const seq of [0, onTheWay.head, deliveredAs])
    await rosa.get(`/api/tablero?epoch=${onTheWay.epoch}&seq=${seq}`);
  // The command once more: its answer holds the ticket.
  await rosa.command(ticketId, step);
  await rosa.command(ticketId, aCommand('avanzar', 1));
  return customersIn(rosa.heard.slice(from)).sort();
}

const deltaFrom = async (seq: number) =>
  (await rosa.get(`/api/tablero?epoch=${onTheWay.epoch}&seq=${seq}`)).body as Delta;

describe('a driver sees what they delivered', () => {
  it('for nearly a day', async () => {
    clock.advance(24 * hourMs - 60_000);
    expect(await look()).toEqual([delivered.secret, open.secret].sort());
    expect((await rosa.get(`/api/tickets/${ticketId}`)).status).toBe(200);
    const answers = await Promise.all(
      ['/api/tickets', '/api/tickets/cerrados'].map((path) => rosa.get(`${path}?q=${delivered.secret}`)),
    );
    for (const { body } of answers) expect(body.tickets).toMatchObject([{ ticket_id: ticketId }]);
  });

  it('and cannot make it another day by ticking its products', async () => {
    const tick = aCommand('marcar_item', 5, { indice: 0, hecho: true });
    expectProblem(await rosa.command(ticketId, tick), 'transicion-invalida');
  });

  describe('after a day', () => {
    beforeAll(() => clock.advance(2 * 60_000));

    it('not any more, wherever they look', async () => {
      expect(await look()).toEqual([open.secret]);
      for (const path of ['', '/historial'])
        expectProblem(await rosa.get(`/api/tickets/${ticketId}${path}`), 'no-encontrado');
      expectProblem(await rosa.command(ticketId, aCommand('deshacer', 5)), 'no-encontrado');
      const print = { id: randomUUID(), dispositivo: 'x', automatica: false };
      expectProblem(await rosa.call('POST', `/api/tickets/${ticketId}/impresiones`, print), 'no-encontrado');
      expect((await admin.get(`/api/tickets/${ticketId}`)).body.cliente_nombre).toBe(delivered.secret);
    });

    it('and a board that was away loses it, and stays whole', async () => {
      const { eventos, head, desde } = await deltaFrom(onTheWay.head);
      expect(eventos.map(({ evento, seq }) => [evento, seq])).toEqual([
        ['ticket_retirado', deliveredAs],
        ['ticket_asignado', expect.any(Number)],
      ]);
      let prev = desde;
      for (const event of eventos) {
        expect(event.prev).toBe(prev);
        prev = event.seq;
      }
      expect(head).toBe(prev);
    });
  });
});
