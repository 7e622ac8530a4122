import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Ticket } from '@relevo/contract';
import { followBoard } from '@relevo/testkit/follow-board';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { startProcess } from '@relevo/testkit/processes';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { work } from '@relevo/testkit/work';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../scripts/root.ts';

/** The customer who is to be forgotten; the shops write the number as they like. */
const zulema = {
  cliente_nombre: 'Zulema Quiroga',
  cliente_direccion: 'Virrey Loreto 2381, 4.º B',
  cliente_telefono: '+54 (11) 4777-9031',
  cliente_email: 'Zulema.Quiroga@Example.com',
  indicaciones: 'Portón verde al lado de la ferretería Quiroga',
  referida_por: { nombre: 'Zulema Quiroga', casa: 'Virrey Loreto 2381' },
  productos: [
    { nombre: 'Torta para Zulema Quiroga', cantidad: 1, precio: 9000, dedicatoria: 'Feliz día Zulema' },
    { nombre: 'Velas', cantidad: 6, precio: 100 },
  ],
};
const orders = [
  anOrder('Z-ENTREGADO', zulema),
  anOrder('Z-CANCELADO', { ...zulema, cliente_telefono: '541147779031' }),
  anOrder('Z-ABIERTO', { ...zulema, cliente_telefono: '54 11 4777 9031' }),
];
const traces = [
  ...['Zulema', 'zulema', 'Quiroga', 'quiroga', '4777-9031', '4777 9031', '47779031', '541147779031'],
  ...['Virrey Loreto', 'virrey loreto', 'Portón', 'Feliz día', 'dedicatoria', 'ferreter'],
];

const dir = tempDir();
const tickets = await startProcess('tickets', dir.path, { SESSION_SECRET: 'x'.repeat(32) });
const store = await startProcess('store', dir.path, { TICKETS_URL: tickets.url });
await tickets.kill('SIGTERM');
await tickets.start({ STORE_URL: store.url });
const board = await followBoard(tickets.url);
afterAll(async () => {
  await board[Symbol.asyncDispose]();
  await Promise.all([store[Symbol.asyncDispose](), tickets[Symbol.asyncDispose]()]);
  dir[Symbol.dispose]();
});

const ids: Record<string, number> = {};
const before = { events: 0, deliveries: 0, summary: {} as unknown };

type Result = { code: number; out: string; err: string };

/** Runs the command as its own process, beside the services. */
function run(...args: string[]): Promise<Result> {
  const databases = ['store', 'tickets'].flatMap((name) => ['--database', `file:${dir.path}/${name}.db`]);
  const argv = [join(root, 'scripts/forget/forget.ts'), ...databases, ...args];
  const env = { PATH: process.env.PATH, SESSION_SECRET: 'x'.repeat(32) };
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd: dir.path, env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

async function asked(...args: string[]) {
  const { code, out, err } = await run(...args, '--json');
  expect(err).toBe('');
  return { code, ...JSON.parse(out) };
}

/** Which texts are found in which files of both services, byte by byte. */
function found(): string[] {
  const names = readdirSync(dir.path, { recursive: true, encoding: 'utf8' });
  return names.flatMap((name) => {
    const file = join(dir.path, name);
    if (!statSync(file).isFile()) return [];
    const bytes = readFileSync(file);
    return traces.filter((trace) => bytes.includes(trace)).map((trace) => `${name}: ${trace}`);
  });
}

const one = <T>(name: 'store' | 'tickets', sql: string) => {
  const db = new Database(`${dir.path}/${name}.db`, { readonly: true });
  try {
    return db.prepare(sql).pluck().get() as T;
  } finally {
    db.close();
  }
};
const shown = (numero: string) =>
  [...board.engine.tickets.value.values()].find((one) => one.numero === numero);
const ticketOf = async (numero: string): Promise<Ticket> =>
  (await get(`${tickets.url}/api/tickets/${ids[numero]}`)).body;
const search = async (q: string) =>
  (await get(`${tickets.url}/api/tickets?q=${encodeURIComponent(q)}`)).body.tickets.map(
    ({ numero }: Ticket) => numero,
  );
const range = [-3_600_000, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString());
async function summary() {
  const { body } = await get(`${tickets.url}/api/resumen?desde=${range[0]}&hasta=${range[1]}`);
  const { calculado_en: _at, productos: _named, ...figures } = body;
  return figures;
}

beforeAll(async () => {
  for (let count = 0; count < 12; count += 1) {
    const order = orders[count / 4];
    if (order) expect((await post(`${store.url}/api/pedidos`, order)).status).toBe(201);
    const other = anOrder(`OTRO-${count}`, { cliente_telefono: '11 4777-9031' });
    expect((await post(`${store.url}/api/pedidos`, other)).status).toBe(201);
  }
  const all = await board.until((shown) => shown.length === 15);
  for (const { numero, ticket_id } of all) ids[numero] = ticket_id;
  const id = (numero: string) => ids[numero] ?? 0;
  await work(tickets.url, id('Z-ENTREGADO'), ['avanzar'], ['marcar_item', { indice: 0, hecho: true }]);
  await work(tickets.url, id('Z-ENTREGADO'), ['anotar', { indicaciones: 'Llamar a Zulema al 4777-9031' }]);
  await work(tickets.url, id('Z-ENTREGADO'), ['mover', { estado: 'entregado' }]);
  await work(tickets.url, id('Z-CANCELADO'), ['cancelar', { motivo: 'Zulema no atiende en 4777-9031' }]);
  await work(tickets.url, id('Z-ABIERTO'), ['avanzar']);
  await until(
    () => get(`${store.url}/api/pedidos/Z-ENTREGADO`),
    ({ body }) => body.ticket.estado === 'entregado',
  );
  // Until the search index has them: that is where the letters have to be taken out again.
  await until(
    async () => one<number>('tickets', 'SELECT up_to FROM ticket_search_progress'),
    (upTo) => upTo === 15,
  );
  before.events = one('tickets', 'SELECT head FROM stream');
  before.deliveries = one('tickets', 'SELECT count(*) FROM outbox_deliveries');
  before.summary = await summary();
  expect(await search('Quiroga')).toHaveLength(3);
  expect(new Set(found().map((line) => line.split(': ')[1]))).toEqual(new Set(traces));
});

describe('npm run forget, beside the running services', () => {
  it('shows first how much it would be, and a number like it, and changes nothing', async () => {
    expect(await asked('--telefono', '54-11-4777-9031', '--simular')).toEqual({
      ...{ code: 0, accion: 'simular', completo: true, parecidos: ['1147779031'] },
      tienda: { encontrados: 3, en_camino: 0, rechazados: 0 },
      tickets: { encontrados: 3, abiertos: 1 },
    });
    expect(await asked('--email', 'zulema.quiroga@example.COM', '--simular')).toMatchObject({
      tickets: { encontrados: 3 },
    });
    expect(await asked('--telefono', '54-11-4777-9031', '--fuente', 'otra', '--simular')).toMatchObject({
      ...{ tienda: { encontrados: 0 }, tickets: { encontrados: 0 } },
    });
    expect(one('tickets', 'SELECT head FROM stream')).toBe(before.events);
  });

  it('writes all that is kept of the customer into a file that only its owner can read', async () => {
    const file = join(dir.path, 'zulema.json');
    expect(await asked('--telefono', '541147779031', '--exportar', file)).toMatchObject({
      code: 0,
      archivo: file,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const data = JSON.parse(readFileSync(file, 'utf8'));
    expect(data.tienda.map(({ numero }: { numero: string }) => numero)).toEqual(
      orders.map(({ numero }) => numero),
    );
    expect(data.tienda[0]).toMatchObject({
      pedido: { referida_por: zulema.referida_por },
      entrega: 'entregada',
    });
    expect(data.tickets[1].historial.at(-1).motivo).toBe('Zulema no atiende en 4777-9031');
    expect(data.tickets[0].recibido).toMatchObject({ cliente_nombre: 'Zulema Quiroga' });
    const again = await run('--telefono', '541147779031', '--exportar', file);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('is there already') });
    rmSync(file);
  });

  it('leaves no byte of phone, name or street in any file of either service', async () => {
    expect(await asked('--telefono', '54-11-4777-9031')).toEqual({
      ...{ code: 0, accion: 'olvidar', completo: true, parecidos: ['1147779031'] },
      tienda: { encontrados: 3, olvidados: 3, en_camino: 0, rechazados: 0 },
      tickets: { encontrados: 3, abiertos: 1, olvidados: 3 },
      ...{ compactado: true, wal_vaciado: true, restos: 0 },
    });
    // The number of the others ends like hers.
    expect(found().filter((line) => !/4777-9031|47779031$/.test(line))).toEqual([]);
    expect(found().filter((line) => line.includes('541147779031'))).toEqual([]);
  });

  it('takes the customer off an open board at once, and no event is missing', async () => {
    await board.until(() => shown('Z-ABIERTO')?.cliente_nombre === '(datos borrados)');
    await board.until(() => shown('Z-CANCELADO')?.cliente_nombre === '(datos borrados)');
    expect(JSON.stringify([...board.engine.tickets.value.values()])).not.toMatch(/Zulema|Loreto/);
    const { body } = await get(`${tickets.url}/api/tablero`);
    expect(body.head).toBe(before.events + 3);
    expect([...board.engine.tickets.value.values()].toSorted(byId)).toEqual(body.tickets.toSorted(byId));
    const delta = await get(`${tickets.url}/api/tablero?epoch=${body.epoch}&seq=0`);
    expect(delta.body.eventos.map(({ seq }: { seq: number }) => seq)).toEqual(
      Array.from({ length: body.head }, (_, index) => index + 1),
    );
    expect(JSON.stringify(delta.body)).not.toMatch(/Zulema|Loreto/);
  });

  it('keeps number, state, amounts and times, and goes on as before', async () => {
    expect(await ticketOf('Z-ENTREGADO')).toMatchObject({
      ...{ numero: 'Z-ENTREGADO', estado: 'entregado', total: 7500.5, metodo_pago: 'efectivo', version: 6 },
      ...{ cliente_nombre: '(datos borrados)', cliente_telefono: null, cliente_direccion: null, extra: {} },
      ...{ cliente_email: null, indicaciones: null },
      productos: [
        { nombre: '(datos borrados)', cantidad: 1, precio: 9000, hecho: true },
        { nombre: 'Velas', cantidad: 6, precio: 100 },
      ],
    });
    expect(await summary()).toEqual(before.summary);
    expect(await search('Quiroga')).toEqual([]);
    expect(await search('541147779031')).toEqual([]);
    expect(await search('Z-CANCELADO')).toEqual(['Z-CANCELADO']);
    expect(await search('4777-9031')).toHaveLength(12);
    const { body } = await get(`${tickets.url}/api/tickets/${ids['Z-CANCELADO']}/historial`);
    expect(body.historial.at(-2)).toMatchObject({ accion: 'cancelar', motivo: '(datos borrados)' });
    expect(body.historial.at(-1)).toMatchObject({ accion: 'olvidar', autor: 'consola' });
  });

  it('tells the store nothing again', () => {
    expect(one('tickets', 'SELECT count(*) FROM outbox_deliveries')).toBe(before.deliveries);
  });

  it.each(orders)('answers 200 when $numero is posted again, and stores nothing of it', async (order) => {
    const placed = await post(`${store.url}/api/pedidos`, order);
    expect([placed.status, placed.body.entrega.ticket_id]).toEqual([200, ids[order.numero]]);
    const taken = await post(`${tickets.url}/api/tickets`, order);
    expect([taken.status, taken.body.cliente_nombre]).toEqual([200, '(datos borrados)']);
    expect(found().filter((line) => /Zulema|Loreto|541147779031/.test(line))).toEqual([]);
    expect((await post(`${tickets.url}/api/tickets`, { ...order, total: 1 })).status).toBe(409);
  });

  it('cannot be sent again: what was delivered is erased', async () => {
    const { body } = await get(`${store.url}/api/pedidos/Z-ABIERTO`);
    const refused = await post(`${store.url}/api/entregas/${body.entrega.id}/reintentar`, {});
    expect([refused.status, refused.body.detail]).toEqual([404, expect.stringContaining('se borraron')]);
    const again = await post(`${store.url}/api/entregas/reintentar`, { estado: 'entregada', simular: true });
    expect(again.body.reintentadas).toBe(12);
  });

  it('goes on being worked on', async () => {
    await work(tickets.url, ids['Z-ABIERTO'] ?? 0, ['mover', { estado: 'entregado' }]);
    await board.until(() => shown('Z-ABIERTO')?.estado === 'entregado');
    await until(
      () => get(`${store.url}/api/pedidos/Z-ABIERTO`),
      ({ body }) => body.ticket.estado === 'entregado',
    );
  });

  it.each(['olvido', 'exportacion'])('is in the audit log, without the number: %s', (act) => {
    const detail = `SELECT author || ' ' || detail FROM audit WHERE action = '${act}'`;
    const [, author, json = ''] = /^(\w+) (.+)$/.exec(one<string>('tickets', detail)) ?? [];
    expect([author, JSON.parse(json)]).toEqual([
      'consola',
      {
        pedidos: 3,
        tickets: 3,
        usuario: userInfo().username,
        clientes: [expect.stringMatching(/^[\w-]{16}$/)],
      },
    ]);
  });

  it('finds nothing the second time', async () => {
    expect(await asked('--telefono', '541147779031', '--email', 'zulema.quiroga@example.com')).toMatchObject({
      ...{ code: 0, tienda: { encontrados: 0 }, tickets: { encontrados: 0 }, completo: true },
    });
  });

  it.each([
    ['no customer', [], 0, /usage/],
    ['a number of nobody', ['--telefono', '12-34'], 1, /at least 6 digits/],
    ['an unknown option', ['--fono', '541147779031'], 1, /not known/],
    [
      'a database that is not there',
      ['--telefono', '1155667788', '--database', 'file:/nowhere/x.db'],
      1,
      /no database/,
    ],
  ])('says what is wrong, and repeats no number: %s', async (_, args, code, words) => {
    const { out, err, ...result } = await run(...args);
    if (args.length > 0) expect(result.code).toBe(code);
    expect(`${out}${err}`).toMatch(args.length > 0 ? words : /./);
    expect(err).not.toContain('1147779031');
  });
});

const byId = (a: Ticket, b: Ticket) => a.ticket_id - b.ticket_id;
