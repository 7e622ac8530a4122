import { boardTotalsSchema, type Role } from '@relevo/contract';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, type Client, memberOf, nobody, serviceWithKey } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { newTicket, work } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';

const tickets = await ticketsApp();
afterAll(() => tickets[Symbol.asyncDispose]());

const admin = await adminOf(tickets);
const rosa = await memberOf(admin, 'repartidor', 'Rosa');
const pizzas = (cantidad: number) => ({ productos: [{ nombre: 'Pizza', cantidad, precio: 1 }] });

const cooking = await newTicket(tickets, pizzas(2));
await work(tickets, cooking, ['avanzar'], ['marcar_item', { indice: 0, hecho: true }]);
const hers = await newTicket(tickets, pizzas(3));
await work(tickets, hers, ['asignar', { repartidor_id: rosa.person.id }]);
const gone = await newTicket(tickets, pizzas(5));
await work(tickets, gone, ['avanzar'], ['mover', { estado: 'entregado' }]);
await tickets.post('/api/tickets', anOrder('HUMO', { origen: 'smoke' }));

async function totalsFor(client: Client) {
  const { status, body } = await client.get('/api/tablero/totales');
  expect(status).toBe(200);
  return boardTotalsSchema.strict().parse(body);
}

it.each<Role>(['admin', 'operador', 'lectura'])(
  'gives a %s the sum of the kitchen at the head',
  async (rol) => {
    const { epoch, head } = (await serviceWithKey(tickets).get('/api/tablero')).body;
    const productos = [{ nombre: 'Pizza', cantidad: 5, falta: 3, tickets: [cooking, hers] }];
    expect(await totalsFor(await memberOf(admin, rol))).toEqual({ epoch, head, productos });
  },
);

it('gives a driver the sum of the own tickets only', async () => {
  const { head } = (await rosa.get('/api/tablero')).body;
  const productos = [{ nombre: 'Pizza', cantidad: 3, falta: 3, tickets: [hers] }];
  expect(await totalsFor(rosa)).toMatchObject({ head, productos });
});

it('gives it to nobody else', async () => {
  expectProblem(await nobody(tickets).get('/api/tablero/totales'), 'no-autorizado');
});
