import type { Ticket } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { afterAll, describe, expect, it } from 'vitest';

const clock = createFakeClock({ startAt: Date.UTC(2026, 10, 20, 12), realSleep: true });
const tickets = await ticketsApp({ clock });
const path = '/api/tickets';
afterAll(() => tickets[Symbol.asyncDispose]());

const dayMs = 24 * 60 * 60 * 1_000;
await tickets.post(path, anOrder('JOSE', { cliente_nombre: 'José Núñez', cliente_telefono: '11-4444-0001' }));
await tickets.post(path, anOrder('PAN', { productos: ['Pan 100% integral'], estado: 'en-preparacion' }));
clock.advance(dayMs);
await tickets.post(path, anOrder('GUION', { cliente_direccion: 'Depto 4_B', estado: 'en-preparacion' }));
await tickets.post(path, anOrder('BARRA', { cliente_nombre: 'Ana\\Luz' }));
clock.advance(dayMs);
await tickets.post(path, anOrder('JOSEFA', { cliente_nombre: 'JOSEFA NUNEZ', estado: 'entregado' }));

async function found(query: string): Promise<string[]> {
  const { status, body } = await tickets.get(`${path}?${query}`);
  expect(status).toBe(200);
  return body.tickets.map((ticket: Ticket) => ticket.numero);
}

describe('GET /api/tickets', () => {
  it.each([
    ['', ['JOSEFA', 'BARRA', 'GUION', 'PAN', 'JOSE']],
    [
      'estado=&numero=&q=&repartidor=&desde=&hasta=&limite=&cursor=',
      ['JOSEFA', 'BARRA', 'GUION', 'PAN', 'JOSE'],
    ],
    ['estado=en-preparacion', ['GUION', 'PAN']],
    ['estado=cancelado', []],
    ['numero=JOSE', ['JOSE']],
    ['numero=jose', []],
    ['q=jose', ['JOSEFA', 'JOSE']],
    ['q=JOS%C3%89', ['JOSEFA', 'JOSE']],
    ['q=nun%CC%83ez', ['JOSEFA', 'JOSE']],
    ['q=4444-0001', ['JOSE']],
    ['q=1144440001', ['JOSE']],
    ['q=NUNEZ+jos%C3%A9', ['JOSEFA', 'JOSE']],
    ['q=integral', ['PAN']],
    ['q=100%25', ['PAN']],
    ['q=%25', ['PAN']],
    ['q=_', ['GUION']],
    ['q=4_b', ['GUION']],
    ['q=%5C', ['BARRA']],
    ['q=%27%20OR%201%3D1--', []],
    ['repartidor=1', []],
    ['desde=2026-11-21', ['JOSEFA', 'BARRA', 'GUION']],
    ['hasta=2026-11-21', ['PAN', 'JOSE']],
    ['desde=2026-11-21T12:00:00Z&hasta=2026-11-22T09:00:00-03:00', ['BARRA', 'GUION']],
    ['estado=en-preparacion&desde=2026-11-21', ['GUION']],
    ['estado=entregado&q=nunez&desde=2026-11-22&numero=JOSEFA', ['JOSEFA']],
    ['estado=pendiente&q=nunez&hasta=2026-11-21', ['JOSE']],
    ['numero=JOSE&estado=entregado', []],
    ['q=jose&repartidor=1', []],
    ['limite=2', ['JOSEFA', 'BARRA']],
    ['limite=2&cursor=4', ['GUION', 'PAN']],
    ['estado=en-preparacion&limite=1&cursor=3', ['PAN']],
    ['cursor=1', []],
  ])('lists with ?%s, newest first', async (query, numbers) => {
    expect(await found(query)).toEqual(numbers);
  });

  it.each([
    ['estado=listo', 'estado'],
    ['estado=pendiente&estado=entregado', 'estado'],
    ['repartidor=Juan', 'repartidor'],
    ['repartidor=0', 'repartidor'],
    ['desde=ayer', 'desde'],
    ['desde=2026-02-30', 'desde'],
    ['hasta=2026-11-21T12:00:00', 'hasta'],
    ['limite=0', 'limite'],
    ['limite=501', 'limite'],
    ['limite=1e400', 'limite'],
    ['limite=diez', 'limite'],
    ['q=jos%00zzz', 'q'],
    ['numero=%00', 'numero'],
    ['cursor=abc', 'cursor'],
    ['cursor=-1', 'cursor'],
    ['cursor=1.5', 'cursor'],
    ['cursor=99999999999999999999', 'cursor'],
    [`q=${'x'.repeat(201)}`, 'q'],
    [`numero=${'x'.repeat(65)}`, 'numero'],
  ])('answers 400 to ?%s', async (query, campo) => {
    expectProblem(await tickets.get(`${path}?${query}`), 'datos-invalidos', [campo]);
  });

  it('names every bad parameter at once', async () => {
    expectProblem(await tickets.get(`${path}?limite=0&estado=x&cursor=y`), 'datos-invalidos', [
      'estado',
      'limite',
      'cursor',
    ]);
  });

  it('has no cursor where the last page is exactly full', async () => {
    expect((await tickets.get(`${path}?limite=5`)).body.cursor).toBeNull();
    expect((await tickets.get(`${path}?limite=4`)).body.cursor).toEqual(expect.any(String));
  });
});

it('pages to the end without holes or doubles while new tickets come in', async () => {
  await using crowded = await ticketsApp();
  const list = '/api/tickets';
  const numbers = Array.from({ length: 23 }, (_, index) => `P-${index}`);
  await crowded.post(`${list}/lote`, { tickets: numbers.map((numero) => anOrder(numero)) });
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await crowded.get(`${list}?limite=5&cursor=${cursor}`);
    seen.push(...body.tickets.map((ticket: Ticket) => ticket.numero));
    cursor = body.cursor;
    await crowded.post(list, anOrder(`NUEVO-${seen.length}`));
  }
  expect(seen).toEqual(numbers.toReversed());
});
