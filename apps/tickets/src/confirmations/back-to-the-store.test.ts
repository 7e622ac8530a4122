import { randomUUID } from 'node:crypto';
import { systemClock } from '@relevo/service-kit';
import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { apiKey, get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { type Pair, startPair, storeForTest } from '@relevo/testkit/services';
import { makeTicket } from '@relevo/testkit/tickets';
import { until } from '@relevo/testkit/until';
import { describe, expect, it } from 'vitest';
import { confirmationOf } from './confirmation.ts';
import { createDeliverConfirmation } from './confirmation-relay.ts';
import { createStoreClient } from './store-client.ts';

/** Places an order and waits until the store knows its ticket. */
async function placed({ storeUrl }: Pair, numero: string): Promise<number> {
  const { body } = await post(`${storeUrl}/api/pedidos`, anOrder(numero));
  expect(body.entrega).toMatchObject({ estado: 'entregada', ticket_id: expect.any(Number) });
  return body.entrega.ticket_id;
}

async function command({ tickets }: Pair, ticketId: number, version: number, more: object): Promise<void> {
  const body = { cmd_id: randomUUID(), version, ...more };
  const answer = await post(`${tickets.url}/api/tickets/${ticketId}/comandos`, body);
  expect(answer).toMatchObject({ status: 200, body: { ticket: { version: version + 1 } } });
}

/** The ticket in the store's answer, once its version is this one. */
async function ticketInStore(storeUrl: string, numero: string, version: number) {
  const { body } = await until(
    () => get(`${storeUrl}/api/pedidos/${numero}`),
    (answer) => answer.body.ticket.version === version,
  );
  return body.ticket;
}

describe('a change of a ticket', () => {
  it('is in the store’s answer within a second', async () => {
    // A clock that stands still: no poll comes to the help of a change that nobody told the relay of.
    await using pair = await startPair({ clock: createFakeClock({ settle: eventLoopTurn }) });
    const ticketId = await placed(pair, 'VUELTA');
    await command(pair, ticketId, 1, { accion: 'avanzar' });
    const movedAt = performance.now();
    const ticket = await ticketInStore(pair.storeUrl, 'VUELTA', 2);

    expect(performance.now() - movedAt).toBeLessThan(1_000);
    expect(ticket).toMatchObject({
      ticket_id: ticketId,
      estado: 'en-preparacion',
      repartidor_asignado: null,
    });
    const { body } = await get(`${pair.tickets.url}/api/tickets/${ticketId}`);
    expect(ticket.version).toBe(body.version);
  });

  it('that was made while the store was down is there once it is back: the newest of them', async () => {
    await using pair = await startPair();
    const ticketId = await placed(pair, 'CAIDA');
    await pair.stopStore();
    await command(pair, ticketId, 1, { accion: 'avanzar' });
    await command(pair, ticketId, 2, { accion: 'priorizar', prioridad: 'alta' });
    await command(pair, ticketId, 3, { accion: 'mover', estado: 'entregado' });
    await pair.startStore();

    expect(await ticketInStore(pair.storeUrl, 'CAIDA', 4)).toMatchObject({ estado: 'entregado' });
    const metrics = async () =>
      (await fetch(`${pair.tickets.url}/metrics`, { headers: { 'X-API-Key': apiKey } })).text();
    await until(metrics, (text) => text.includes('relevo_deliveries{estado="entregada"} 3'));
    expect(await ticketInStore(pair.storeUrl, 'CAIDA', 4)).toMatchObject({ estado: 'entregado' });
  });

  it('of a ticket that did not come through the store is kept as rejected, and nothing else suffers', async () => {
    await using pair = await startPair();
    const direct = await post(`${pair.tickets.url}/api/tickets`, anOrder('DIRECTO'));
    await command(pair, direct.body.ticket_id, 1, { accion: 'avanzar' });
    const ticketId = await placed(pair, 'POR-TIENDA');
    await command(pair, ticketId, 1, { accion: 'avanzar' });

    expect(await ticketInStore(pair.storeUrl, 'POR-TIENDA', 2)).toMatchObject({ estado: 'en-preparacion' });
    const metrics = async () =>
      (await fetch(`${pair.tickets.url}/metrics`, { headers: { 'X-API-Key': apiKey } })).text();
    const text = await until(metrics, (lines) => lines.includes('relevo_deliveries{estado="pendiente"} 0'));
    expect(text).toContain('relevo_deliveries{estado="rechazada"} 1');
  });

  it('that arrives after a later one changes nothing', async () => {
    await using peer = await scriptedTickets();
    await using store = await storeForTest({ env: { TICKETS_URL: peer.url } });
    const numero = 'DESORDEN';
    const { body } = await post(`${store.url}/api/pedidos`, anOrder(numero));
    const ticket = makeTicket({ numero, ticket_id: body.entrega.ticket_id });
    using client = createStoreClient({ url: store.url, apiKey });
    const deliver = createDeliverConfirmation(client, () => undefined, systemClock.now);
    const tell = (version: number, more: object) => {
      const payload = JSON.stringify(confirmationOf({ ...ticket, version, ...more }));
      const delivery = { id: version, target: 'store', key: `ticket-1-v${version}`, payload, trace: {} };
      return deliver(
        { ...delivery, attempts: 0, step: 0, scheduleStartedAt: 0, createdAt: 0 },
        new AbortController().signal,
      );
    };
    const newest = { estado: 'en-camino', repartidor: { id: 3, nombre: 'Lucía' } };
    expect(await tell(3, newest)).toMatchObject({ kind: 'delivered' });
    const before = (await get(`${store.url}/api/pedidos/${numero}`)).body.ticket;
    const late = await tell(2, { estado: 'en-preparacion', repartidor: null });

    expect(late).toMatchObject({ kind: 'delivered', result: { ignorado: true, estado: 'en-camino' } });
    expect((await get(`${store.url}/api/pedidos/${numero}`)).body.ticket).toEqual(before);
    expect(before).toMatchObject({ estado: 'en-camino', repartidor_asignado: 'Lucía', version: 3 });
  });
});
