import { type Scope, type ShownKey, ticketPaths } from '@relevo/contract';
import { call, get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, type Client } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { describe, expect, it } from 'vitest';
import { askEveryMs } from '../apps/store/src/keys/follow-keys.ts';
import { runKeys } from '../apps/tickets/src/keys/key-cli.ts';
import { keyPollMs } from '../apps/tickets/src/keys/key-watch.ts';

type Tickets = Awaited<ReturnType<typeof ticketsForTest>>;
type Store = Awaited<ReturnType<typeof storeForTest>>;

const many = { RATE_LIMIT_PER_IP: '100000' };

/** Both services, each of which can be stopped and started on the same port and database. */
async function startServices() {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(tempDir()).path;
  const ports = { tickets: '0', store: '0' };
  let tickets: Tickets | undefined;
  let store: Store | undefined;

  async function startTickets(): Promise<Tickets> {
    tickets = await ticketsForTest({ dir, env: { ...many, PORT: ports.tickets } });
    ports.tickets = new URL(tickets.url).port;
    return tickets;
  }
  async function startStore(): Promise<Store> {
    const env = { ...many, PORT: ports.store, TICKETS_URL: `http://127.0.0.1:${ports.tickets}` };
    store = await storeForTest({ dir, env });
    ports.store = new URL(store.url).port;
    return store;
  }
  const stopTickets = async () => {
    await tickets?.[Symbol.asyncDispose]();
    tickets = undefined;
  };
  const stopStore = async () => {
    await store?.[Symbol.asyncDispose]();
    store = undefined;
  };
  opened.defer(stopTickets);
  opened.defer(stopStore);
  const admin = await adminOf(await startTickets());
  const { url } = await startStore();
  const running = opened.move();
  return {
    ...{ admin, url, startTickets, stopTickets, startStore, stopStore },
    databaseFile: `${dir}/tickets.db`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function make(admin: Client, fuente: string, ...alcances: Scope[]): Promise<ShownKey> {
  const wanted = { nombre: fuente, fuente, alcances };
  const { status, body } = await admin.call('POST', ticketPaths.keys, wanted);
  if (status !== 201) throw new Error(`not made: ${status}`);
  return body;
}

const as = (clave: string) => ({ 'X-API-Key': clave });
const keysOf = async (url: string) => (await get(`${url}/healthz`)).body.checks.claves;

/** Resolves when the store answers this key so. */
async function knownAs(status: number, url: string, clave: string): Promise<void> {
  await until(
    async () => (await get(`${url}/api/pedidos/none`, as(clave))).status,
    (is) => is === status,
  );
}

// Both services poll: one after the other, they are to take less than the second that docs/operations.md promises.
it('leaves a tenth of the promised second for the answers', () => {
  expect(keyPollMs + askEveryMs).toBeLessThanOrEqual(900);
});

describe('the store', () => {
  it('knows of a key made, rotated and revoked, by the page or by the command line, without a restart', async () => {
    await using services = await startServices();
    const { admin, url } = services;
    const cli = (...args: string[]) =>
      JSON.parse(runKeys([...args, '--json', '--database', `file:${services.databaseFile}`], {}));
    const ways: [
      make: () => Promise<ShownKey>,
      (id: number) => Promise<ShownKey>,
      (id: number) => unknown,
    ][] = [
      [
        () => make(admin, 'panaderia', 'pedidos:escribir'),
        async (id) => (await admin.call('POST', `/api/claves/${id}/rotar`, {})).body,
        (id) => admin.call('DELETE', `/api/claves/${id}`),
      ],
      [
        async () => cli('add', '--name', 'x', '--caller', 'x', '--for', 'shop'),
        async (id) => cli('rotate', String(id)),
        (id) => cli('revoke', String(id)),
      ],
    ];
    for (const [makeKey, rotate, revoke] of ways) {
      const { id, clave: first } = await makeKey();
      await knownAs(404, url, first);
      const { clave } = await rotate(id);
      await knownAs(404, url, clave);
      expect((await get(`${url}/api/pedidos/none`, as(first))).status).toBe(401);
      await revoke(id);
      await knownAs(401, url, clave);
    }
    expect(await keysOf(url)).toEqual({ estado: 'al-dia' });
  });

  it('goes on with the keys it knows while the ticket service is away, also after a restart, and says since when', async () => {
    await using services = await startServices();
    const { admin, url } = services;
    const shop = await make(admin, 'panaderia', 'pedidos:escribir');
    const gone = await make(admin, 'kiosco', 'pedidos:escribir');
    await knownAs(404, url, gone.clave);
    await admin.call('DELETE', `/api/claves/${gone.id}`);
    await knownAs(401, url, gone.clave);

    const before = Date.now();
    await services.stopTickets();
    await until(
      () => keysOf(url),
      ({ estado }) => estado === 'sin-contacto',
    );
    const { desde } = await keysOf(url);
    expect(Math.abs(Date.parse(desde) - before)).toBeLessThan(30_000);
    expect((await get(`${url}/healthz`)).status).toBe(200);
    expect((await post(`${url}/api/pedidos`, anOrder('L-1'), as(shop.clave))).status).toBe(201);

    await services.stopStore();
    await services.startStore();
    expect((await get(`${url}/api/pedidos/L-1`, as(shop.clave))).status).toBe(200);
    expect((await get(`${url}/api/pedidos/L-1`, as(gone.clave))).status).toBe(401);
    expect((await keysOf(url)).desde).not.toBe(null);

    await services.startTickets();
    await until(
      () => keysOf(url),
      ({ estado }) => estado === 'al-dia',
    );
  });

  it('gives a key what its scopes say, and nothing else', async () => {
    await using services = await startServices();
    const { admin, url } = services;
    const asked: [Scope, string, string, object | undefined, number][] = [
      ['pedidos:escribir', 'POST', '/api/pedidos', anOrder('A-1'), 201],
      ['pedidos:escribir', 'GET', '/api/pedidos/none', undefined, 404],
      ['entregas:operar', 'GET', '/api/entregas', undefined, 200],
      ['entregas:operar', 'POST', '/api/entregas/reintentar', { estado: 'pendiente', simular: true }, 200],
      ['entregas:operar', 'POST', '/api/entregas/999/reintentar', undefined, 404],
      ['confirmar', 'POST', '/api/confirmar-ticket/none', { ticket_id: 1, estado: 'pendiente' }, 404],
      ['confirmar', 'POST', '/api/pedido/confirmar/none', { ticket_id: 1, estado: 'pendiente' }, 404],
    ];
    const scopes: Scope[] = [
      'pedidos:escribir',
      'entregas:operar',
      'confirmar',
      'tickets:trabajar',
      'prueba',
    ];
    const keys = new Map<Scope, string>();
    for (const scope of scopes) keys.set(scope, (await make(admin, 'panaderia', scope)).clave);
    await knownAs(403, url, keys.get('prueba') ?? '');
    for (const [scope, method, path, body, status] of asked) {
      for (const [other, clave] of keys) {
        const answer = await call(method, url + path, as(clave), body);
        if (other === scope) expect([path, answer.status]).toEqual([path, status]);
        else expectProblem(answer, 'prohibido');
        if (other !== scope) expect(answer.body.alcance).toBe(scope);
      }
    }
  });

  it('takes a smoke test and orders of the past only from keys that may send them, and passes those on', async () => {
    await using services = await startServices();
    const { admin, url } = services;
    const cases: [Scope, string, object][] = [
      ['prueba', 'origen', { origen: 'smoke' }],
      ['historico', 'estado', { estado: 'entregado' }],
      ['historico', 'estado', { estado: 'cancelado' }],
    ];
    for (const [index, [scope, field, fields]] of cases.entries()) {
      const shop = await make(admin, 'panaderia', 'pedidos:escribir');
      const able = await make(admin, 'panaderia', 'pedidos:escribir', scope);
      await knownAs(404, url, able.clave);
      const refused = await post(`${url}/api/pedidos`, anOrder(`H-${index}`, fields), as(shop.clave));
      expectProblem(refused, 'prohibido', [field]);
      expect(refused.body.alcance).toBe(scope);
      const taken = await post(`${url}/api/pedidos`, anOrder(`H-${index}`, fields), as(able.clave));
      expect([taken.status, taken.body.entrega.estado]).toEqual([201, 'entregada']);
    }
  });
});

it('refuses no order of anybody else while keys are made, rotated and revoked', async () => {
  await using services = await startServices();
  const { admin, url } = services;
  const [steady, rotating] = [
    await make(admin, 'firme', 'pedidos:escribir'),
    await make(admin, 'rotada', 'pedidos:escribir'),
  ];
  await knownAs(404, url, rotating.clave);
  let current = rotating.clave;
  let over = false;
  let posted = 0;
  const refused: number[] = [];

  async function stream(keyNow: () => string, name: string): Promise<void> {
    for (let count = 0; !over; count += 1) {
      const { status } = await post(`${url}/api/pedidos`, anOrder(`${name}-${count}`), as(keyNow()));
      posted += 1;
      if (status !== 201) refused.push(status);
    }
  }
  const streams = ['a', 'b', 'c', 'd'].flatMap((name) => [
    stream(() => steady.clave, `F-${name}`),
    stream(() => current, `R-${name}`),
  ]);

  for (let round = 0; round < 10; round += 1) {
    const other = await make(admin, `otra-${round}`, 'pedidos:escribir', 'tickets:trabajar');
    await knownAs(404, url, other.clave);
    await admin.call('POST', `/api/claves/${other.id}/rotar`, {});
    const { body } = await admin.call('POST', `/api/claves/${rotating.id}/rotar`, { anterior_sirve_s: 3600 });
    await knownAs(404, url, body.clave);
    current = body.clave;
    await admin.call('DELETE', `/api/claves/${other.id}`);
    await knownAs(401, url, other.clave);
  }
  over = true;
  await Promise.all(streams);
  expect(refused).toEqual([]);
  expect(posted).toBeGreaterThan(100);
});
