import type { Requests } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { type ScriptedTickets, scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import { describe, expect, it } from 'vitest';

const OTHER = 900_000;

async function openStore(script?: Parameters<typeof scriptedTickets>[0]) {
  await using opened = new AsyncDisposableStack();
  const peer = opened.use(await scriptedTickets(script));
  // Without a script the ticket service answers at once, and a slow machine may take a while for it.
  const env = { TICKETS_URL: peer.url, RELAY_WAIT_MS: script ? '300' : '20000' };
  const store = opened.use(await storeApp({ env }));
  const running = opened.move();
  return { peer, store, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function place({ store }: { store: Requests }, numero: string) {
  const { body } = await store.post('/api/pedidos', anOrder(numero));
  const order = async () => (await store.get(`/api/pedidos/${numero}`)).body;
  return {
    entrega: body.entrega,
    order,
    ticket: async () => (await order()).ticket,
    confirm: (told: object) => store.post(`/api/confirmar-ticket/${numero}`, told),
  };
}

/** What a ticket service that has lost its tickets answers to the same order: another ticket. */
function anotherTicket(peer: ScriptedTickets, body: object) {
  peer.follow([{ status: 201, body: { ...body, ticket_id: OTHER } }]);
}

const accepted = {
  exito: true,
  estado: 'pendiente',
  prioridad: 'normal',
  repartidor_asignado: null,
  fecha_creacion: '2026-11-22T12:00:00.000Z',
  idempotent: false,
};

describe('the ticket of an order', () => {
  it('is the one from its delivery: a confirmation of another ticket under the same number is ignored', async () => {
    await using opened = await openStore();
    const { entrega, ticket, confirm } = await place(opened, 'AJENO');
    const before = await ticket();
    expect(before.ticket_id).toBe(entrega.ticket_id);

    const answer = await confirm({ ticket_id: OTHER, estado: 'cancelado', version: 9 });
    expect(answer).toMatchObject({
      status: 200,
      body: { exito: true, ticket_id: entrega.ticket_id, estado: 'pendiente', ignorado: true },
    });
    expect(await ticket()).toEqual(before);
  });

  it('is the new one once the order was sent again and its delivery returned another', async () => {
    await using opened = await openStore();
    const { entrega, order, ticket, confirm } = await place(opened, 'DE-NUEVO');
    await confirm({ ticket_id: entrega.ticket_id, estado: 'en-preparacion', version: 2 });
    const { cliente_nombre, total } = await order();
    anotherTicket(opened.peer, { ...accepted, numero: 'DE-NUEVO', cliente_nombre, total });
    await opened.store.post(`/api/entregas/${entrega.id}/reintentar`, {});
    await until(ticket, ({ ticket_id }) => ticket_id === OTHER);
    expect(await ticket()).toMatchObject({ estado: 'pendiente', version: null });

    const old = await confirm({ ticket_id: entrega.ticket_id, estado: 'cancelado', version: 3 });
    expect(old.body).toMatchObject({ ignorado: true, ticket_id: OTHER });
    const fresh = await confirm({ ticket_id: OTHER, estado: 'en-preparacion', version: 2 });
    expect(fresh.body).not.toHaveProperty('ignorado');
    expect(await ticket()).toMatchObject({ ticket_id: OTHER, estado: 'en-preparacion', version: 2 });
  });

  it('stays the known one while the order is being sent again', async () => {
    await using opened = await openStore();
    const { entrega, order, ticket, confirm } = await place(opened, 'EN-CAMINO');
    opened.peer.follow([{ status: 503 }]);
    await opened.store.post(`/api/entregas/${entrega.id}/reintentar`, {});
    await until(order, ({ intentos }) => intentos.length > 1);
    expect((await confirm({ ticket_id: OTHER, estado: 'cancelado', version: 9 })).body.ignorado).toBe(true);
    expect(await ticket()).toMatchObject({ ticket_id: entrega.ticket_id });
  });

  it('is any confirmed one until the delivery returns one: then that one', async () => {
    await using opened = await openStore([{ status: 503 }]);
    const { entrega, order, ticket, confirm } = await place(opened, 'ANTES');
    expect(entrega.estado).toBe('pendiente');
    await confirm({ ticket_id: OTHER - 1, estado: 'en-preparacion', version: 3 });
    await confirm({ ticket_id: OTHER, estado: 'cancelado', version: 9 });
    expect(await ticket()).toMatchObject({ ticket_id: OTHER, estado: 'cancelado' });

    opened.peer.follow([{ status: 201 }]);
    await opened.store.post(`/api/entregas/${entrega.id}/reintentar`, {});
    await until(order, (now) => now.entrega.estado === 'entregada');
    const own = await ticket();
    expect(own).toMatchObject({ estado: 'pendiente', version: null });
    expect(own.ticket_id).not.toBe(OTHER);
  });

  it('keeps a confirmation that overtook the answer to the delivery', async () => {
    await using opened = await openStore([{ status: 503 }]);
    const { entrega, order, ticket, confirm } = await place(opened, 'ADELANTADA');
    const { cliente_nombre, total } = await order();
    await confirm({ ticket_id: OTHER, estado: 'en-preparacion', version: 2 });
    anotherTicket(opened.peer, { ...accepted, numero: 'ADELANTADA', cliente_nombre, total });
    await opened.store.post(`/api/entregas/${entrega.id}/reintentar`, {});
    await until(order, (now) => now.entrega.estado === 'entregada');
    expect(await ticket()).toMatchObject({ ticket_id: OTHER, estado: 'en-preparacion', version: 2 });
  });
});
