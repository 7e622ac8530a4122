import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import { afterAll, describe, expect, it } from 'vitest';

const peer = await scriptedTickets();
const store = await storeApp({ env: { TICKETS_URL: peer.url } });
afterAll(() => store[Symbol.asyncDispose]());
afterAll(() => peer[Symbol.asyncDispose]());

async function ticketOf(numero: string) {
  return (await store.get(`/api/pedidos/${numero}`)).body.ticket;
}

describe.each(['/api/confirmar-ticket', '/api/pedido/confirmar'])('POST %s/:numero', (path) => {
  const prefix = path.split('/').join('-');

  async function placed(name: string) {
    const numero = `${name}${prefix}`;
    const { body } = await store.post('/api/pedidos', anOrder(numero));
    const ticket_id: number = body.entrega.ticket_id;
    return { numero, ticket_id, confirm: (body: unknown) => store.post(`${path}/${numero}`, body) };
  }

  it('stores what the ticket service reports, and ignores what is older', async () => {
    const { numero, ticket_id, confirm } = await placed('V');
    const newer = { ticket_id, estado: 'en-camino', version: 3, repartidor_asignado: 'Beto' };
    const taken = await confirm(newer);
    expect(taken.status).toBe(200);
    expect(taken.body).toEqual({ exito: true, numero, ticket_id, estado: 'en-camino' });
    expect((await confirm(newer)).body).toEqual(taken.body);

    const late = await confirm({ ticket_id, estado: 'en-preparacion', version: 2 });
    expect(late.status).toBe(200);
    expect(late.body).toEqual({ ...taken.body, ignorado: true });
    expect(await ticketOf(numero)).toMatchObject({
      estado: 'en-camino',
      version: 3,
      repartidor_asignado: 'Beto',
    });

    expect((await confirm({ ticket_id, estado: 'entregado', version: 4 })).body.estado).toBe('entregado');
    expect(await ticketOf(numero)).toMatchObject({
      estado: 'entregado',
      version: 4,
      repartidor_asignado: null,
    });
  });

  it('believes a client that sends no version, and accepts unknown fields', async () => {
    const { numero, ticket_id, confirm } = await placed('S');
    const { status } = await confirm({ ticket_id, estado: 'cancelado', motivo: 'sin stock', version: null });
    expect(status).toBe(200);
    expect(await ticketOf(numero)).toMatchObject({ ticket_id, estado: 'cancelado', version: null });
  });

  it('answers 404 to a number that was never an order', async () => {
    for (const numero of ['NADA', '%00', '%F0%9F%A7%89', '..%2F..', 'x'.repeat(500)]) {
      const answer = await store.post(`${path}/${numero}`, { ticket_id: 1, estado: 'pendiente' });
      expectProblem(answer, 'no-encontrado');
      expect(answer.body.detail.length).toBeLessThan(120);
    }
  });

  it.each([
    ['null', ['cuerpo']],
    ['[]', ['cuerpo']],
    ['"entregado"', ['cuerpo']],
    ['{}', ['ticket_id', 'estado']],
    ['{"ticket_id":"1","estado":"listo","version":0}', ['ticket_id', 'estado', 'version']],
    ['{"ticket_id":1e400,"estado":"entregado"}', ['ticket_id']],
    ['{"ticket_id":1.5,"estado":"entregado"}', ['ticket_id']],
    ['{"ticket_id":-1,"estado":"entregado"}', ['ticket_id']],
    ['{"ticket_id":1,"estado":["entregado"]}', ['estado']],
    ['{"ticket_id":1,"estado":"entregado","version":"2"}', ['version']],
    ['{"ticket_id":1,"estado":"entregado","repartidor_asignado":{"id":1}}', ['repartidor_asignado']],
    [
      `{"ticket_id":1,"estado":"entregado","repartidor_asignado":"${'x'.repeat(201)}"}`,
      ['repartidor_asignado'],
    ],
    ['{"ticket_id":1,"estado":"entregado","repartidor_asignado":"\\ud800"}', ['repartidor_asignado']],
    ['{"ticket_id":1,"estado":"entregado","repartidor_asignado":"a\\u0000"}', ['repartidor_asignado']],
  ])('answers 400 to %s and changes nothing', async (body, campos) => {
    const { numero, confirm } = await placed(`B${body.length}`);
    const before = await ticketOf(numero);
    expectProblem(await confirm(body), 'datos-invalidos', campos);
    expect(await ticketOf(numero)).toEqual(before);
  });
});
