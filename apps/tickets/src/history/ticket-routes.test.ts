import { boardReplySchema, ticketSchema } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { afterAll, describe, expect, it } from 'vitest';

const clock = createFakeClock({ startAt: Date.UTC(2026, 10, 22, 12), realSleep: true });
const tickets = await ticketsApp({ clock });
afterAll(() => tickets[Symbol.asyncDispose]());

await tickets.post('/api/tickets', anOrder('UNO', { cupon: 'A1' }));
await tickets.post('/api/tickets', anOrder('HECHO', { estado: 'entregado' }));
await tickets.post('/api/tickets', anOrder('HUMO', { origen: 'smoke' }));

describe('GET /api/tickets/:id', () => {
  it('gives the whole ticket of the contract', async () => {
    const { status, body } = await tickets.get('/api/tickets/1');
    expect(status).toBe(200);
    expect(ticketSchema.strict().parse(body)).toEqual(body);
    expect(body).toMatchObject({ ticket_id: 1, numero: 'UNO', version: 1, extra: { cupon: 'A1' } });
  });

  it('gives every change of it', async () => {
    const { body } = await tickets.get('/api/tickets/1/historial');
    const en = '2026-11-22T12:00:00.000Z';
    const change = { seq: 1, en, autor: 'tienda', accion: 'crear', de: null, a: 'pendiente' };
    expect(body).toEqual({ ticket_id: 1, historial: [change] });
  });

  it.each(['4', '0', '-1', '1.5', 'abc', '99999999999999999999', '1e400', '1%00', '%F0%9F%A7%89'])(
    'answers 404 to the unknown id %s',
    async (id) => {
      expectProblem(await tickets.get(`/api/tickets/${id}`), 'no-encontrado');
      expectProblem(await tickets.get(`/api/tickets/${id}/historial`), 'no-encontrado');
    },
  );
});

describe('GET /api/tablero', () => {
  it('gives the open tickets and those closed in the last 12 hours, but none of the smoke test', async () => {
    const { body } = await tickets.get('/api/tablero');
    expect(boardReplySchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({ tipo: 'instantanea', head: 3 });
    expect(body.tickets.map((ticket: { numero: string }) => ticket.numero).toSorted()).toEqual([
      'HECHO',
      'UNO',
    ]);
    clock.advance(12 * 60 * 60 * 1_000 + 1);
    const later = (await tickets.get('/api/tablero')).body.tickets;
    expect(later.map((ticket: { numero: string }) => ticket.numero)).toEqual(['UNO']);
  });

  it('gives the delta from a cursor, with the same epoch, and nothing where nothing is new', async () => {
    const { epoch } = (await tickets.get('/api/tablero')).body;
    const { body } = await tickets.get(`/api/tablero?epoch=${epoch}&seq=1`);
    expect(boardReplySchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({ tipo: 'delta', epoch, desde: 1, head: 3 });
    expect(body.eventos.map((event: { seq: number; prev: number }) => [event.seq, event.prev])).toEqual([
      [2, 1],
      [3, 2],
    ]);
    const none = (await tickets.get(`/api/tablero?epoch=${epoch}&seq=3`)).body;
    expect(none).toEqual({ tipo: 'delta', epoch, desde: 3, head: 3, eventos: [] });
  });

  it('gives all of 300 missed changes, and a snapshot instead of 301', async () => {
    await using busy = await ticketsApp();
    const small = (numero: number) => ({ numero, cliente_nombre: 'Ana', total: 1 });
    await busy.post('/api/tickets/lote', {
      tickets: Array.from({ length: 301 }, (_, at) => small(at)),
    });
    const { epoch } = (await busy.get('/api/tablero')).body;
    const behind = async (seq: number) => (await busy.get(`/api/tablero?epoch=${epoch}&seq=${seq}`)).body;
    expect((await behind(1)).eventos).toHaveLength(300);
    expect(await behind(0)).toMatchObject({ tipo: 'instantanea', head: 301 });
  });

  it.each(['', 'epoch=otra&seq=1', 'seq=1', 'epoch=&seq='])('gives a snapshot for ?%s', async (query) => {
    expect((await tickets.get(`/api/tablero?${query}`)).body.tipo).toBe('instantanea');
  });

  it.each([
    ['seq=-1', 'seq'],
    ['seq=uno', 'seq'],
    ['seq=1.5', 'seq'],
    ['seq=1e400', 'seq'],
    [`epoch=${'e'.repeat(65)}`, 'epoch'],
  ])('answers 400 to ?%s', async (query, campo) => {
    expectProblem(await tickets.get(`/api/tablero?${query}`), 'datos-invalidos', [campo]);
  });
});

describe('reading', () => {
  const paths = ['/api/tickets', '/api/tickets/1', '/api/tickets/1/historial', '/api/tablero'];

  it.each(paths)('%s needs a session or a key', async (path) => {
    expectProblem(await tickets.get(path, { 'X-API-Key': undefined }), 'no-autorizado');
    expectProblem(await tickets.get(path, { 'X-API-Key': 'otra' }), 'no-autorizado');
    expectProblem(await tickets.get(path, { 'X-API-Key': '' }), 'no-autorizado');
    expectProblem(
      await tickets.get(path, { 'X-API-Key': undefined, Cookie: 'relevo=s%3Afalsa.firma' }),
      'no-autorizado',
    );
  });

  it.each([
    ['PUT', '/api/tickets', ['GET', 'HEAD', 'POST', 'OPTIONS']],
    ['DELETE', '/api/tickets/1', ['GET', 'HEAD', 'OPTIONS']],
    ['POST', '/api/tickets/1/historial', ['GET', 'HEAD', 'OPTIONS']],
    ['POST', '/api/tablero', ['GET', 'HEAD', 'OPTIONS']],
    ['PUT', '/api/sesion', ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']],
    ['POST', '/health', ['GET', 'HEAD', 'OPTIONS']],
    ['DELETE', '/healthz', ['GET', 'HEAD', 'OPTIONS']],
  ])('%s %s answers 405 and says what is allowed', async (method, path, allowed) => {
    const answer = await tickets.call(method, path);
    expectProblem(answer, 'metodo-no-permitido');
    expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(allowed.toSorted());
  });

  it.each(['/api', '/api/pedidos', '/api/tickets/1/otra', '/nada', '/api/tablero/1'])(
    '%s answers 404',
    async (path) => {
      expectProblem(await tickets.get(path), 'no-encontrado');
    },
  );

  it('takes a repeated slash for one, in reading as in writing', async () => {
    expect((await tickets.get('//api//tickets/1')).body.numero).toBe('UNO');
    expect((await tickets.post('//api/tickets', anOrder('UNO', { cupon: 'A1' }))).status).toBe(200);
  });

  it('gives a sane request id back, in the header and in the problem, and makes one otherwise', async () => {
    const given = await tickets.get('/api/tickets/4', { 'X-Request-Id': 'caja-7:1' });
    expect(given.headers.get('x-request-id')).toBe('caja-7:1');
    expect(given.body.instance).toBe('caja-7:1');
    const made = await tickets.post('/api/tickets', {}, { 'X-Request-Id': 'no vale <b>' });
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.body.instance).toBe(made.headers.get('x-request-id'));
  });
});
