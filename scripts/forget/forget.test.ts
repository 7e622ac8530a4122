import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { anOrder } from '@relevo/testkit/orders';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp, ticketsApp } from '@relevo/testkit/services';
import { type TempDir, tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { runForget } from './forget.ts';
import { readOptions } from './options.ts';

let dir: TempDir;
beforeEach(() => {
  dir = tempDir();
});
afterEach(() => dir[Symbol.dispose]());

const phone = '11 4777-9031';
const order = (numero: string) =>
  anOrder(numero, { cliente_nombre: 'Zulema Quiroga', cliente_telefono: phone });
const url = (name: 'store' | 'tickets') => `file:${dir.path}/${name}.db`;
const run = (...args: string[]) => runForget(args, {});
const report = async (...args: string[]) => {
  const { text, code } = await run(...args, '--json');
  return { code, ...JSON.parse(text) };
};

/** A store that has tried to hand one order over, and is stopped. */
async function storeAfter(script: Parameters<typeof scriptedTickets>[0]): Promise<void> {
  await using peer = await scriptedTickets(script);
  await using store = await storeApp({ dir: dir.path, env: { TICKETS_URL: peer.url } });
  expect((await store.post('/api/pedidos', order('Z-1'))).status).toBe(201);
}
const payload = () => {
  using db = openDatabase('store');
  return db.at.prepare('SELECT payload FROM outbox_deliveries').pluck().get() as string;
};
function openDatabase(name: 'store' | 'tickets') {
  const at = new Database(`${dir.path}/${name}.db`);
  return { at, [Symbol.dispose]: () => void at.close() };
}

it('takes away what the store noted of an order that it refused, and hands it out before that', async () => {
  await using peer = await scriptedTickets([{ status: 201 }]);
  await using store = await storeApp({ dir: dir.path, env: { TICKETS_URL: peer.url } });
  await store.post('/api/pedidos', anOrder('Z-1', { cliente_direccion: 'Otra 5', indicaciones: 'Otras' }));
  expect((await store.post('/api/pedidos', order('Z-1'))).status).toBe(409);
  const noted = () => {
    using db = openDatabase('store');
    return db.at.prepare('SELECT body FROM order_conflicts').pluck().all();
  };
  expect(noted()).toEqual([expect.stringContaining('Zulema Quiroga')]);
  const file = `${dir.path}/datos.json`;
  await run('--telefono', phone, '--exportar', file, '--database', url('store'));
  expect(JSON.parse(readFileSync(file, 'utf8')).no_aceptados).toMatchObject([{ numero: 'Z-1' }]);
  expect(await report('--telefono', phone, '--database', url('store'))).toMatchObject({
    completo: true,
    restos: 0,
  });
  expect(noted()).toEqual([]);
});

describe('an order that the ticket service does not have', () => {
  it('stays whole while it is on its way, and the command says so and ends with 2', async () => {
    await storeAfter([{ status: 503 }, { status: 503 }, { status: 503 }, { status: 503 }]);
    expect(await report('--telefono', phone, '--con-rechazados', '--database', url('store'))).toMatchObject({
      ...{ code: 2, completo: false },
      tienda: { encontrados: 1, olvidados: 0, en_camino: 1, rechazados: 0 },
    });
    expect(payload()).toContain('Zulema Quiroga');
    const { text } = await run('--telefono', phone, '--database', url('store'));
    expect(text).toMatch(/1 order not delivered to the ticket service yet: left as is/);
    expect(text).toMatch(/Run this where the ticket service's is.*not recorded/);
    expect(text).not.toContain('Zulema');
  });

  it('stays whole where it was refused, until somebody gives it up', async () => {
    await storeAfter([{ status: 422 }]);
    const first = await report('--telefono', phone, '--database', url('store'));
    expect(first).toMatchObject({ code: 2, tienda: { olvidados: 0, rechazados: 1 } });
    expect(payload()).toContain('Zulema Quiroga');
    const then = await report('--telefono', phone, '--database', url('store'), '--con-rechazados');
    expect(then).toMatchObject({ code: 0, tienda: { olvidados: 1, rechazados: 0 }, restos: 0 });
    expect(payload()).toBe('');
  });
});

describe('the databases', () => {
  it('may be those of the environment, as in a container', async () => {
    await (await ticketsApp({ dir: dir.path }))[Symbol.asyncDispose]();
    const { code, text } = await runForget(['--telefono', phone], { DATABASE_URL: url('tickets') });
    expect([code, text]).toEqual([0, expect.stringContaining('Ticket service: 0 orders, 0 of them open.')]);
  });

  it('are written anew when somebody asks for nothing else', async () => {
    await (await ticketsApp({ dir: dir.path }))[Symbol.asyncDispose]();
    expect(await report('--compactar', '--database', url('tickets'))).toEqual({
      ...{
        code: 0,
        accion: 'olvidar',
        parecidos: [],
        compactado: true,
        wal_vaciado: true,
        restos: 0,
        completo: true,
      },
    });
  });

  it('must be of this version', async () => {
    const packed = readFileSync(join(root, 'test/data-of-before/tickets.db.gz'));
    writeFileSync(`${dir.path}/tickets.db`, gunzipSync(packed));
    await expect(run('--telefono', phone, '--database', url('tickets'))).rejects.toThrow(
      'of an older version',
    );
  });

  it('must be those of the services, and one of each', async () => {
    new Database(`${dir.path}/store.db`).exec('CREATE TABLE x (a)').close();
    await expect(run('--telefono', phone, '--database', url('store'))).rejects.toThrow('is neither');
    await (await ticketsApp({ dir: dir.path }))[Symbol.asyncDispose]();
    writeFileSync(`${dir.path}/copy.db`, readFileSync(`${dir.path}/tickets.db`));
    const both = ['--database', url('tickets'), '--database', `file:${dir.path}/copy.db`];
    await expect(run('--telefono', phone, ...both)).rejects.toThrow('one database only');
  });
});

describe('the command line', () => {
  it.each([
    ['nobody', ['--simular']],
    ['five digits', ['--telefono', '1-2345']],
    ['no e-mail', ['--email', 'zulema']],
    ['a caller that cannot be', ['--telefono', phone, '--fuente', 'La Tienda']],
    ['a file and a way to forget', ['--telefono', phone, '--exportar', 'x.json', '--simular']],
    ['what is not known', ['--telefono', phone, '--borrar']],
    ['a number without its option', [phone]],
  ])('is refused with %s, and the number is not repeated', (_, args) => {
    let message = '';
    try {
      readOptions(args);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toBe('');
    expect(message).not.toMatch(/4777|zulema/);
  });

  it('takes several numbers and addresses of one person', () => {
    const args = [
      '--telefono',
      '+54 11 4777-9031',
      '--telefono',
      '(11) 4777 9031',
      '--email',
      ' Z@Example.COM',
    ];
    expect(readOptions(args)?.customer).toEqual({
      phones: new Set(['541147779031', '1147779031']),
      emails: new Set(['z@example.com']),
    });
  });

  it.each([[[]], [['--help']], [['-h']]])('shows how it is used: %j', async (args) => {
    expect(await run(...args)).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^usage: npm run forget/),
    });
  });
});
