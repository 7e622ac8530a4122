import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Key, type KeyState, maxLiveKeys, roles, type Scope, type ShownKey } from '@relevo/contract';
import { apiKey } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, memberOf, serviceWithKey } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { aCommand } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const service = await ticketsApp();
afterAll(() => service[Symbol.asyncDispose]());
const admin = await adminOf(service);

async function make(alcances: Scope[], more: object = {}): Promise<ShownKey> {
  const wanted = { nombre: 'Panadería', fuente: 'panaderia', alcances, ...more };
  const { status, body } = await admin.call('POST', '/api/claves', wanted);
  if (status !== 201) throw new Error(`not made: ${status} ${JSON.stringify(body)}`);
  return body;
}

const as = ({ clave }: ShownKey) => ({ 'X-API-Key': clave });
const list = async (): Promise<Key[]> => (await admin.get('/api/claves')).body.claves;
const state = async (): Promise<KeyState> =>
  (await service.post('/api/claves/vigentes', { version: null })).body;
const postAs = (headers: Record<string, string>) =>
  service.post('/api/tickets', anOrder(`K-${Math.random()}`), headers);

describe('making a key', () => {
  it('shows it once, works at once, and is known afterwards by its beginning alone', async () => {
    const made = await make(['tickets:escribir']);
    expect(Buffer.from(made.clave.replace(/^relevo_/, ''), 'base64url')).toHaveLength(32);
    const { clave, ...shown } = made;
    expect((await list())[0]).toEqual(shown);
    const { status, body } = await postAs(as(made));
    expect(status).toBe(201);
    expect((await service.get(`/api/tickets/${body.ticket_id}`)).body.fuente).toBe('panaderia');
    expect(clave.startsWith(shown.prefijo)).toBe(true);
    expect(shown.prefijo).toHaveLength(13);
  });

  it('stores a hash of it and nowhere the key', async () => {
    const { clave } = await make(['metricas']);
    const files = ['', '-wal'].map((end) => readFileSync(`${service.databaseFile}${end}`));
    const found = (text: string) => files.some((bytes) => bytes.includes(text));
    expect([found(clave), found(clave.slice('relevo_'.length))]).toEqual([false, false]);
    expect(found(hash('sha256', clave, 'base64url'))).toBe(true);
  });

  it.each([
    [{ nombre: '' }, 'nombre'],
    [{ nombre: 'x'.repeat(61) }, 'nombre'],
    [{ fuente: 'Con Espacios' }, 'fuente'],
    [{ fuente: 'x'.repeat(33) }, 'fuente'],
    [{ fuente: 'tablero' }, 'fuente'],
    [{ alcances: [] }, 'alcances'],
    [{ alcances: ['todo'] }, 'alcances.0'],
    [{ alcances: ['metricas', 'metricas'] }, 'alcances'],
  ])('refuses %j', async (wrong, campo) => {
    const wanted = { nombre: 'x', fuente: 'x', alcances: ['metricas'], ...wrong };
    expectProblem(await admin.call('POST', '/api/claves', wanted), 'datos-invalidos', [campo]);
  });

  it('ends where all of them would no longer fit into what the store is told', async () => {
    await using full = await ticketsApp();
    const boss = await adminOf(full);
    const longest = {
      nombre: '€'.repeat(60),
      fuente: 'f'.repeat(32),
      alcances: ['pedidos:escribir', 'entregas:operar', 'relevar', 'tickets:escribir', 'tickets:leer'].concat(
        ['tickets:trabajar', 'confirmar', 'ajustes', 'metricas', 'prueba', 'historico'],
      ),
    };
    for (let count = 1; count <= maxLiveKeys; count += 1) {
      expect((await boss.call('POST', '/api/claves', longest)).status).toBe(201);
      await boss.call('POST', `/api/claves/${count}/rotar`, { anterior_sirve_s: 3600 });
    }
    expectProblem(await boss.call('POST', '/api/claves', longest), 'datos-invalidos', ['cuerpo']);
    const told = await full.post('/api/claves/vigentes', { version: null });
    expect(told.body.claves).toHaveLength(maxLiveKeys);
    expect(Buffer.byteLength(JSON.stringify(told.body))).toBeLessThan(64 * 1024);
    await boss.call('DELETE', '/api/claves/1');
    expect((await boss.call('POST', '/api/claves', longest)).status).toBe(201);
  });
});

describe('rotating a key', () => {
  it('gives it another secret, and ends the one before at once unless it is asked to stay', async () => {
    const made = await make(['tickets:leer']);
    const second = await admin.call('POST', `/api/claves/${made.id}/rotar`, {});
    expect(second.body).toMatchObject({ id: made.id, fuente: 'panaderia', anterior: null });
    expect((await service.get('/api/tablero', as(made))).status).toBe(401);
    expect((await service.get('/api/tablero', as(second.body))).status).toBe(200);

    const third = await admin.call('POST', `/api/claves/${made.id}/rotar`, { anterior_sirve_s: 60 });
    expect(third.body.anterior).toEqual({ prefijo: second.body.prefijo, hasta: expect.any(String) });
    for (const key of [second.body, third.body])
      expect((await service.get('/api/tablero', as(key))).status).toBe(200);

    // A leak is answered by rotating twice: only one secret before the present one can go on.
    await admin.call('POST', `/api/claves/${made.id}/rotar`, { anterior_sirve_s: 60 });
    expect((await service.get('/api/tablero', as(second.body))).status).toBe(401);
    expect((await service.get('/api/tablero', as(third.body))).status).toBe(200);
  });

  it('is refused for a time that is none, for a revoked key and for one that does not exist', async () => {
    const { id } = await make(['metricas']);
    for (const wrong of [-1, 1.5, '60', 7 * 86_400 + 1])
      expectProblem(
        await admin.call('POST', `/api/claves/${id}/rotar`, { anterior_sirve_s: wrong }),
        'datos-invalidos',
        ['anterior_sirve_s'],
      );
    await admin.call('DELETE', `/api/claves/${id}`);
    expectProblem(await admin.call('POST', `/api/claves/${id}/rotar`, {}), 'datos-invalidos', ['id']);
    for (const none of ['999999', 'x', '0'])
      expectProblem(await admin.call('POST', `/api/claves/${none}/rotar`, {}), 'no-encontrado');
  });
});

describe('revoking a key', () => {
  it('ends it and its former secret, keeps it in the list, and can be asked again', async () => {
    const made = await make(['tickets:leer']);
    const { body } = await admin.call('POST', `/api/claves/${made.id}/rotar`, { anterior_sirve_s: 3600 });
    for (let times = 0; times < 2; times += 1)
      expect((await admin.call('DELETE', `/api/claves/${made.id}`)).status).toBe(204);
    for (const key of [made, body]) expect((await service.get('/api/tablero', as(key))).status).toBe(401);
    const [last] = (await list()).filter(({ id }) => id === made.id);
    expect(last).toMatchObject({ revocada_en: expect.any(String), anterior: null });
    expect((await state()).claves.map(({ id }) => id)).not.toContain(made.id);
    expectProblem(await admin.call('DELETE', '/api/claves/999999'), 'no-encontrado');
  });
});

describe('who may', () => {
  const routes: [string, string, object | undefined][] = [
    ['GET', '/api/claves', undefined],
    ['POST', '/api/claves', { nombre: 'x', fuente: 'x', alcances: ['metricas'] }],
    ['POST', '/api/claves/1/rotar', {}],
    ['DELETE', '/api/claves/1', undefined],
  ];

  it('only the admin manages keys: no other role, and no key, not even the one that may do all', async () => {
    const others = await Promise.all(
      roles.filter((rol) => rol !== 'admin').map((rol) => memberOf(admin, rol)),
    );
    for (const [method, path, body] of routes) {
      for (const who of [...others, serviceWithKey(service)])
        expectProblem(await who.call(method, path, body), 'prohibido');
      expectProblem(await service.call(method, path, { 'X-API-Key': undefined }, body), 'no-autorizado');
    }
  });

  it('only a relay asks which keys are in use', async () => {
    expect((await service.post('/api/claves/vigentes', { version: null })).status).toBe(200);
    const relay = await make(['relevar']);
    expect((await service.post('/api/claves/vigentes', { version: null }, as(relay))).status).toBe(200);
    const shop = await make(['pedidos:escribir', 'tickets:leer']);
    expectProblem(await service.post('/api/claves/vigentes', { version: null }, as(shop)), 'prohibido');
    expectProblem(await admin.call('POST', '/api/claves/vigentes', { version: null }), 'no-autorizado');
  });
});

describe('what the store is told', () => {
  it('is every key in use by its hash, and nothing while the version is the same', async () => {
    const made = await make(['pedidos:escribir'], { nombre: 'Kiosco', fuente: 'kiosco' });
    const told = await state();
    expect(told.claves.find(({ id }) => id === made.id)).toEqual({
      ...{ id: made.id, nombre: 'Kiosco', fuente: 'kiosco', alcances: ['pedidos:escribir'] },
      huellas: [{ huella: hash('sha256', made.clave, 'base64url'), hasta: null }],
    });
    expect(JSON.stringify(told)).not.toContain(made.clave.slice(7));
    const again = await service.post('/api/claves/vigentes', { version: told.version });
    expect([again.status, again.body]).toEqual([200, { version: told.version }]);
    await make(['metricas']);
    const after = await service.post('/api/claves/vigentes', { version: told.version });
    expect(after.status).toBe(200);
    expect(after.body.version).not.toBe(told.version);
  });

  it.each([
    {},
    { version: 7 },
    { version: null, usadas: [{ id: 'x', en: 'ayer' }] },
    { version: 'x'.repeat(65) },
  ])('is nothing to %j', async (body) =>
    expectProblem(await service.post('/api/claves/vigentes', body), 'datos-invalidos'),
  );
});

describe('the scope of each route', () => {
  const asked: [Scope, string, string, object | undefined][] = [
    ['tickets:escribir', 'POST', '/api/tickets', anOrder('S-1')],
    ['tickets:escribir', 'POST', '/api/tickets/recibir', anOrder('S-1')],
    ['tickets:escribir', 'POST', '/api/tickets/lote', { tickets: [anOrder('S-1')] }],
    ['tickets:leer', 'GET', '/api/tablero', undefined],
    ['tickets:leer', 'GET', '/api/tablero/totales', undefined],
    ['tickets:leer', 'GET', '/api/tickets', undefined],
    ['tickets:leer', 'GET', '/api/tickets/1', undefined],
    ['tickets:leer', 'GET', '/api/tickets/1/historial', undefined],
    ['tickets:leer', 'GET', '/api/tickets/cerrados', undefined],
    ['tickets:leer', 'GET', '/api/repartidores', undefined],
    ['tickets:leer', 'GET', '/api/resumen?desde=2026-07-30T00:00:00Z&hasta=2026-07-31T00:00:00Z', undefined],
    ['tickets:leer', 'GET', '/api/diagnostico', undefined],
    ['tickets:trabajar', 'POST', '/api/tickets/1/comandos', aCommand('reconocer', 1)],
    ['tickets:trabajar', 'POST', '/api/pedido-de-prueba', { id: '7d0a5c1e-6a0b-4b8e-9f6e-0a4c1c6e2f11' }],
    ['ajustes', 'GET', '/api/ajustes', undefined],
    ['relevar', 'POST', '/api/claves/vigentes', { version: null }],
  ];

  const keys = new Map<Scope, ShownKey>();
  const keyFor = async (scope: Scope) => {
    const made = keys.get(scope) ?? (await make([scope]));
    keys.set(scope, made);
    return made;
  };

  it.each(asked)('%s opens %s %s', async (scope, method, path, body) => {
    await service.post('/api/tickets', anOrder('S-1'));
    const passed = await service.call(method, path, as(await keyFor(scope)), body);
    expect([200, 201]).toContain(passed.status);
    const others: Scope[] = ['pedidos:escribir', 'tickets:escribir', 'tickets:leer', 'metricas', 'confirmar'];
    for (const other of others.filter((one) => one !== scope)) {
      const refused = await service.call(method, path, as(await keyFor(other)), body);
      expectProblem(refused, 'prohibido');
      expect(refused.body.alcance).toBe(scope);
    }
  });

  it('lets whoever works on tickets see them', async () => {
    expect((await service.get('/api/tablero', as(await keyFor('tickets:trabajar')))).status).toBe(200);
  });
});

describe('what only some keys may send', () => {
  const cases: [Scope, string, object][] = [
    ['prueba', 'origen', { origen: 'smoke' }],
    ['historico', 'estado', { estado: 'entregado' }],
    ['historico', 'estado', { estado: 'cancelado' }],
  ];

  it.each(cases)('%s: %s of %j', async (scope, field, fields) => {
    const order = anOrder(`F-${JSON.stringify(fields)}`, fields);
    const plain = await make(['tickets:escribir']);
    const refused = await service.post('/api/tickets', order, as(plain));
    expectProblem(refused, 'prohibido', [field]);
    expect(refused.body.alcance).toBe(scope);
    const batch = await service.post(
      '/api/tickets/lote',
      { tickets: [order, anOrder(`G-${order.numero}`)] },
      as(plain),
    );
    expect(batch.body.resultados.map(({ status }: { status: number }) => status)).toEqual([403, 201]);
    await admin.call('DELETE', `/api/claves/${plain.id}`);

    for (const [index, alcances] of [
      ['tickets:escribir', scope] as Scope[],
      ['tickets:escribir', 'relevar'] as Scope[],
    ].entries()) {
      const able = await make(alcances, { fuente: `able-${scope}-${index}` });
      expect((await service.post('/api/tickets', order, as(able))).status).toBe(201);
    }
    expect((await service.post('/api/tickets', order, { 'X-API-Key': apiKey })).status).toBe(201);
  });

  it('is no open state: an order may come in while it is made', async () => {
    const plain = await make(['tickets:escribir'], { fuente: 'abierta' });
    const order = anOrder('F-9', { estado: 'en-preparacion', origen: 'web' });
    expect((await service.post('/api/tickets', order, as(plain))).status).toBe(201);
  });
});
