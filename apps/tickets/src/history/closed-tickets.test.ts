import type { Ticket } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { work } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const clock = createFakeClock({ startAt: Date.UTC(2026, 10, 20, 12), realSleep: true });
const service = await ticketsApp({ clock });
afterAll(() => service[Symbol.asyncDispose]());

const admin = await adminOf(service);
const rosa = await memberOf(admin, 'repartidor', 'Rosa');
const closed = '/api/tickets/cerrados';

async function order(numero: string, more: object = {}): Promise<number> {
  return (await service.post('/api/tickets', anOrder(numero, more))).body.ticket_id;
}

// The oldest order is the one that was closed last.
const vieja = await order('VIEJA', { cliente_nombre: 'José Núñez', cliente_telefono: '(011) 4444-0001' });
await order('ABIERTA');
await order('HUMO', { origen: 'smoke', estado: 'entregado' });
const llevada = await order('LLEVADA', { cliente_direccion: 'Depto 4_B' });
await work(service, llevada, ['asignar', { repartidor_id: rosa.person.id }]);
clock.advance(60_000);
await work(service, await order('CANCELADA'), ['cancelar', { motivo: 'No atiende' }]);
clock.advance(60_000);
await work(service, llevada, ['avanzar'], ['avanzar'], ['avanzar']);
clock.advance(60_000);
await work(service, vieja, ['avanzar'], ['mover', { estado: 'entregado' }]);

const numbers = (tickets: Ticket[]) => tickets.map(({ numero }) => numero);

async function found(query: string): Promise<string[]> {
  const { status, body } = await service.get(`${closed}?${query}`);
  expect(status).toBe(200);
  return numbers(body.tickets);
}

describe('GET /api/tickets/cerrados', () => {
  it.each([
    ['', ['VIEJA', 'LLEVADA', 'CANCELADA']],
    ['estado=&q=&limite=&cursor=', ['VIEJA', 'LLEVADA', 'CANCELADA']],
    ['estado=entregado', ['VIEJA', 'LLEVADA']],
    ['estado=cancelado', ['CANCELADA']],
    ['q=jose+nunez', ['VIEJA']],
    ['q=nu%C3%B1ez+JOSE', ['VIEJA']],
    ['q=jose+gomez', []],
    ['q=01144440001', ['VIEJA']],
    ['q=0114444-0001', ['VIEJA']],
    ['q=4_b', ['LLEVADA']],
    ['q=azucar&estado=entregado', ['VIEJA', 'LLEVADA']],
    ['q=%25', []],
    ['q=%5C', []],
  ])('lists with ?%s what was closed, the last first', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it.each([
    ['estado=pendiente', 'estado'],
    ['limite=0', 'limite'],
    ['limite=201', 'limite'],
    ['cursor=7', 'cursor'],
    ['cursor=1-', 'cursor'],
    ['cursor=1-99999999999999999999', 'cursor'],
    ['q=%00', 'q'],
    [`q=${'x'.repeat(201)}`, 'q'],
  ])('answers 400 to ?%s', async (query, campo) => {
    expectProblem(await service.get(`${closed}?${query}`), 'datos-invalidos', [campo]);
  });

  it('shows drivers their own and nobody else’s, and nothing to who is not signed in', async () => {
    expect(numbers((await rosa.get('/api/tickets/cerrados')).body.tickets)).toEqual(['LLEVADA']);
    expectProblem(await service.get(closed, { 'X-API-Key': undefined }), 'no-autorizado');
  });

  it('no longer has a ticket that was taken back', async () => {
    const ticketId = await order('VUELVE');
    await work(service, ticketId, ['cancelar', { motivo: 'Un error' }]);
    expect(await found('q=vuelve')).toEqual(['VUELVE']);
    await work(service, ticketId, ['deshacer']);
    expect(await found('q=vuelve')).toEqual([]);
  });
});

it('pages to the end without holes or doubles, also where many were closed at one moment', async () => {
  await using crowded = await ticketsApp({ clock });
  const list = '/api/tickets';
  const made = Array.from({ length: 23 }, (_, index) => `P-${index}`);
  await crowded.post(`${list}/lote`, {
    tickets: made.map((numero) => anOrder(numero, { estado: 'entregado' })),
  });
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await crowded.get(`${list}/cerrados?limite=5&cursor=${cursor}`);
    seen.push(...numbers(body.tickets));
    cursor = body.cursor;
    clock.advance(1_000);
    await crowded.post(list, anOrder(`NUEVO-${seen.length}`, { estado: 'entregado' }));
  }
  expect(seen).toEqual(made.toReversed());
});
