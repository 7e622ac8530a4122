import { roles, type Summary, summarySchema } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, type Client, memberOf, nobody, serviceWithKey, tvOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { newTicket, work } from '@relevo/testkit/work';
import supertest from 'supertest';
import { afterAll, describe, expect, it } from 'vitest';

const minuteMs = 60_000;
// Midnight in Buenos Aires.
const clock = createFakeClock({ startAt: Date.UTC(2026, 10, 25, 3), realSleep: true });
const tickets = await ticketsApp({ clock });
afterAll(() => tickets[Symbol.asyncDispose]());

const admin = await adminOf(tickets);
const rosa = await memberOf(admin, 'repartidor', 'Rosa');
const day = 'desde=2026-11-25T00:00:00-03:00&hasta=2026-11-26T00:00:00-03:00';

clock.advance(30 * minuteMs);
const first = await newTicket(tickets, { numero: 'UNO', cliente_nombre: '=HYPERLINK("http://x";"ganaste")' });
await tickets.post('/api/tickets', anOrder('HUMO', { origen: 'smoke' }));
clock.advance(5 * minuteMs);
await work(tickets, first, ['avanzar'], ['asignar', { repartidor_id: rosa.person.id }]);
clock.advance(30 * minuteMs);
await work(tickets, first, ['avanzar']);
const second = await newTicket(tickets, { numero: 'DOS', metodo_pago: 'a;b "c"' });
clock.advance(10 * minuteMs);
await work(tickets, first, ['avanzar'], ['deshacer']);
clock.advance(6 * minuteMs);
await work(tickets, first, ['avanzar']);
await work(tickets, second, ['cancelar', { motivo: 'No atiende' }]);

async function summary(query: string): Promise<Summary> {
  const { status, body } = await tickets.get(`/api/resumen?${query}`);
  expect(status).toBe(200);
  return summarySchema.strict().parse(body);
}

function ask(path: string, { headers }: Pick<Client, 'headers'>, { app } = tickets) {
  return supertest(app).get(path).set(headers).responseType('arraybuffer');
}
const fetchCsv = (query: string, service = tickets) =>
  ask(`/api/resumen.csv?${query}`, serviceWithKey(service), service);
const textOf = ({ body }: { body: Uint8Array }) => new TextDecoder().decode(body);

describe('GET /api/resumen', () => {
  it('shows how the orders of a day ended, without the smoke test', async () => {
    const body = await summary(day);
    expect(body.totales).toMatchObject({
      pedidos: 2,
      entregados: 1,
      cancelados: 1,
      importe_entregado: 7500.5,
    });
    expect(body.por_hora).toHaveLength(24);
    expect(body.por_hora.slice(0, 3).map(({ pedidos }) => pedidos)).toEqual([1, 1, 0]);
    expect(body.entrega).toMatchObject({ cantidad: 1, mediana_ms: 51 * minuteMs });
    expect(body.tiempos).toMatchObject([
      { estado: 'pendiente', cantidad: 1, mediana_ms: 5 * minuteMs },
      { estado: 'en-preparacion', mediana_ms: 30 * minuteMs },
      { estado: 'en-camino', mediana_ms: 16 * minuteMs },
    ]);
    expect(body.demorados).toMatchObject({ cantidad: 1, mayores: [{ numero: 'DOS', estado: 'pendiente' }] });
    expect(body.repartidores).toEqual([
      { repartidor: rosa.person, entregados: 1, mediana_ms: 16 * minuteMs },
    ]);
    expect(body.productos).toMatchObject([
      { nombre: 'Yerba 1kg', cantidad: 2, importe: 6400 },
      { nombre: 'Azúcar 1kg', cantidad: 1, importe: 1100.5 },
    ]);
  });

  it('takes what was placed at its start and not what was placed at its end, in any time zone', async () => {
    const at = '2026-11-25T00:30:00-03:00';
    const of = async (query: string) => (await summary(query)).totales.pedidos;
    expect(await of(`desde=${at}&hasta=2026-11-25T00:30:00.001-03:00`)).toBe(1);
    expect(await of(`desde=2026-11-25T00:00:00Z&hasta=2026-11-25T03:30:00Z`)).toBe(0);
    expect(await of('desde=2026-11-25T09:00:00%2B05:30&hasta=2026-11-26T00:00:00%2B05:30')).toBe(2);
  });

  it('counts an order that came in late in the hour and on the day it was placed', async () => {
    const clock = createFakeClock({ startAt: Date.UTC(2026, 10, 25, 3, 10), realSleep: true });
    await using late = await ticketsApp({ clock });
    const age = { 'Relevo-Age': String(25 * minuteMs) };
    await late.post('/api/tickets', anOrder('AYER', { total: 1 }), age);
    clock.advance(70 * minuteMs);
    await late.post('/api/tickets', anOrder('HORA', { total: 2 }), age);
    const yesterday = (await late.get('/api/resumen?desde=2026-11-24T03:00:00Z&hasta=2026-11-25T03:00:00Z'))
      .body;
    expect(yesterday.totales).toMatchObject({ pedidos: 1, importe: 1 });
    expect(yesterday.por_hora.at(-1)).toMatchObject({ pedidos: 1 });
    const today = (await late.get(`/api/resumen?${day}`)).body;
    expect(today.por_hora.slice(0, 2)).toMatchObject([{ pedidos: 1 }, { pedidos: 0 }]);
    const [, row] = textOf(await fetchCsv(day, late)).split('\r\n');
    expect(row).toMatch(/^HORA;2026-11-25 00:55:00;2026-11-25 01:20:00;/);
    const { body } = await late.get('/api/tickets');
    expect(body.tickets.map(({ numero }: { numero: string }) => numero)).toEqual(['HORA', 'AYER']);
  });

  it('reads every order once where there are more than fit into one portion, all of the same moment', async () => {
    await using busy = await ticketsApp({
      clock: createFakeClock({ startAt: Date.UTC(2026, 10, 25, 15), realSleep: true }),
    });
    const orders = Array.from({ length: 250 }, (_, at) => anOrder(`M-${at}`, { total: 1 }));
    await busy.post('/api/tickets/lote', { tickets: orders });
    const { body } = await busy.get(`/api/resumen?${day}`);
    expect(body.totales).toMatchObject({ pedidos: 250, importe: 250 });
    const csv = textOf(await fetchCsv(day, busy));
    const numbers = csv
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(';')[0]);
    expect(numbers).toEqual(orders.map(({ numero }) => numero));
  });
});

describe('GET /api/resumen.csv', () => {
  const header =
    'Estado;Cliente;Repartidor;Pago;Total;Pendiente (min);En preparación (min);En camino (min);Hasta el final (min);Motivo de cancelación';

  it('gives a row for each order that a spreadsheet opens as it is meant', async () => {
    const answer = await fetchCsv(day);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="relevo-2026-11-25.csv"');
    expect([...answer.body.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(textOf(answer)).toBe(
      [
        `Número;Se pidió (UTC-03:00);Llegó (UTC-03:00);${header}`,
        `UNO;2026-11-25 00:30:00;2026-11-25 00:30:00;entregado;"'=HYPERLINK(""http://x"";""ganaste"")";Rosa;efectivo;7500,5;5;30;16;51;`,
        `DOS;2026-11-25 01:05:00;2026-11-25 01:05:00;cancelado;Ana Gómez;;"a;b ""c""";7500,5;16;;;16;No atiende`,
        '',
      ].join('\r\n'),
    );
  });

  it('is named after the days of a shop whose days end in the night', async () => {
    await using bar = await ticketsApp({ env: { SHOP_DAY_ENDS_AT: '4' } });
    const night = 'desde=2026-11-25T04:00:00-03:00&hasta=2026-11-26T04:00:00-03:00';
    const answer = await fetchCsv(night, bar);
    expect(answer.headers['content-disposition']).toContain('"relevo-2026-11-25.csv"');
  });

  it('has English headings on request', async () => {
    const answer = await fetchCsv(
      'desde=2026-10-01T00:00:00-03:00&hasta=2026-10-02T00:00:00-03:00&idioma=en',
    );
    expect(textOf(answer).trim()).toBe(
      'Number;Placed (UTC-03:00);Came in (UTC-03:00);State;Customer;Driver;Payment;Total;Pending (min);In the kitchen (min);On the way (min);Until the end (min);Reason for cancelling',
    );
    expectProblem(await tickets.get(`/api/resumen.csv?${day}&idioma=fr`), 'datos-invalidos', ['idioma']);
  });

  it('is only a header on an empty day, and is named after its days', async () => {
    const answer = await fetchCsv('desde=2026-10-01T00:00:00Z&hasta=2026-10-08T00:00:00Z');
    expect(answer.headers['content-disposition']).toContain('"relevo-2026-10-01-2026-10-07.csv"');
    expect(textOf(answer)).toBe(`Número;Se pidió (UTC);Llegó (UTC);${header}\r\n`);
  });
});

describe.each(['/api/resumen', '/api/resumen.csv'])('%s', (path) => {
  it.each([
    ['', ['desde', 'hasta']],
    ['desde=2026-11-25T00:00:00Z', ['hasta']],
    ['desde=&hasta=', ['desde', 'hasta']],
    ['desde=hoy&hasta=2026-11-25', ['desde', 'hasta']],
    ['desde=2026-11-25T00:00:00&hasta=2026-11-26T00:00:00Z', ['desde']],
    ['desde=2026-02-30T00:00:00Z&hasta=2026-03-01T00:00:00Z', ['desde']],
    ['desde=2026-11-25T00:00:00+03:00&hasta=2026-11-26T00:00:00Z', ['desde']],
    ['desde=2026-11-25T00:00:00Z&hasta=2026-11-25T00:00:00Z', ['hasta']],
    ['desde=2026-11-25T00:00:00Z&hasta=2026-11-24T00:00:00Z', ['hasta']],
    ['desde=2026-10-01T00:00:00Z&hasta=2026-11-01T01:00:00.001Z', ['hasta']],
    ['desde=2026-11-25T00:00:00Z&desde=2026-11-25T00:00:00Z&hasta=2026-11-26T00:00:00Z', ['desde']],
  ])('answers 400 to ?%s', async (query, campos) => {
    expectProblem(await tickets.get(`${path}?${query}`), 'datos-invalidos', campos);
  });

  it('takes 31 days, with the hour by which clocks may have been set back', async () => {
    const query = 'desde=2026-10-01T00:00:00Z&hasta=2026-11-01T01:00:00Z';
    await ask(`${path}?${query}`, serviceWithKey(tickets)).expect(200);
  });

  it('is for admins, operators and services', async () => {
    const boss = await adminOf(tickets);
    for (const rol of roles) {
      const member = await memberOf(boss, rol);
      const answer = await ask(`${path}?${day}`, member);
      expect([rol, answer.status]).toEqual([rol, rol === 'admin' || rol === 'operador' ? 200 : 403]);
    }
    for (const client of [rosa, await tvOf(boss)]) {
      expectProblem(await client.get(`${path}?${day}`), 'prohibido');
    }
    expectProblem(await nobody(tickets).get(`${path}?${day}`), 'no-autorizado');
    expectProblem(await tickets.call('POST', `${path}?${day}`), 'metodo-no-permitido');
  });
});
