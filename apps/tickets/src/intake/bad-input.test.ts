import { badFields, hugeOrder, notOrders, orderInLatin1, orderWith } from '@relevo/testkit/bad-orders';
import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

const tickets = await ticketsApp();
const list = '/api/tickets';
afterAll(() => tickets[Symbol.asyncDispose]());

afterEach(async () => {
  const { body } = await tickets.get('/api/tablero');
  expect(body).toMatchObject({ tipo: 'instantanea', head: 0, tickets: [] });
});

it('names every bad field at once', async () => {
  const answer = await tickets.post(list, {
    cliente_nombre: '',
    total: 'gratis',
    estado: 'listo',
    prioridad: 'urgente',
    telefono: 5,
    productos: ['Pan', { nombre: 'Té', cantidad: 0 }],
    extra_malo: '\u0000',
  });
  const campos = ['numero', 'cliente_nombre', 'total', 'telefono', 'productos.1.cantidad', 'prioridad'];
  expectProblem(answer, 'datos-invalidos', [...campos, 'estado', 'extra_malo']);
  expect(answer.body.errores[0]).toEqual({ campo: 'numero', mensaje: 'es obligatorio' });
});

describe('a ticket with a bad field', () => {
  it.each(badFields)('is refused: $field = $json', async (bad) => {
    expectProblem(
      await tickets.post(list, orderWith('MALO', bad)),
      'datos-invalidos',
      bad.campos ?? [bad.field],
    );
  });

  it('is refused without a number', async () => {
    expectProblem(await tickets.post(list, { ...anOrder(''), numero: null }), 'datos-invalidos', ['numero']);
  });

  it('is refused in a batch as it is alone', async () => {
    const items = badFields.map((bad) => orderWith('MALO', bad));
    const { status, body } = await tickets.post(`${list}/lote`, `{"tickets":[${items.join(',')}]}`);
    expect(status).toBe(200);
    for (const [index, { field, campos = [field] }] of badFields.entries()) {
      const { status: itemStatus, type, errores } = body.resultados[index];
      expect({ itemStatus, type }).toEqual({ itemStatus: 400, type: '/problemas/datos-invalidos' });
      expect(errores.map((fault: { campo: string }) => fault.campo)).toEqual(campos);
    }
  });
});

describe('a body that is not a ticket', () => {
  const paths = ['', '/recibir', '/lote'];
  const rows = notOrders.flatMap((row) => paths.map((path) => ({ ...row, path })));

  it.each(rows)('$what is refused at /api/tickets$path', async ({ text, campos, path }) => {
    expectProblem(
      await tickets.post(list + path, text),
      campos ? 'datos-invalidos' : 'json-invalido',
      campos,
    );
  });

  it.each(paths)('1 MB is refused at /api/tickets%s', async (path) => {
    expectProblem(await tickets.post(list + path, hugeOrder('GRANDE')), 'cuerpo-demasiado-grande');
  });

  it.each(paths)('bytes that are not UTF-8 are refused at /api/tickets%s', async (path) => {
    const answer = await tickets.post(list + path, orderInLatin1('LATIN1'));
    expectProblem(answer, 'json-invalido');
    expect(JSON.stringify(answer.body)).not.toContain('Corrientes');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', undefined])(
    'JSON sent as %s is refused',
    async (type) => {
      const bytes = Buffer.from(JSON.stringify(anOrder('TIPO')));
      expectProblem(await tickets.post(list, bytes, { 'Content-Type': type }), 'tipo-no-soportado');
    },
  );

  it.each([
    ['an empty batch', { tickets: [] }, ['tickets']],
    ['501 tickets', { tickets: Array(501).fill(null) }, ['tickets']],
    ['a batch that is no list', { tickets: { 0: anOrder('A') } }, ['tickets']],
    ['a batch without tickets', anOrder('A'), ['tickets']],
  ])('%s is refused', async (_what, body, campos) => {
    expectProblem(await tickets.post(`${list}/lote`, body), 'datos-invalidos', campos);
  });
});

describe('without a good key', () => {
  it.each([undefined, '', 'otra-clave', 'á'])(
    'X-API-Key: %s is refused before the body is looked at',
    async (key) => {
      for (const path of ['', '/recibir', '/lote']) {
        expectProblem(await tickets.post(list + path, '{', { 'X-API-Key': key }), 'no-autorizado');
      }
    },
  );
});
