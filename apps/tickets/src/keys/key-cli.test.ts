import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Key, keyPresets, type ShownKey } from '@relevo/contract';
import { storeApp, ticketsApp } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { afterAll, describe, expect, it } from 'vitest';
import { KeysFault, runKeys, usage } from './key-cli.ts';

const service = await ticketsApp();
afterAll(() => service[Symbol.asyncDispose]());
const database = ['--database', `file:${service.databaseFile}`];
const noon = Date.UTC(2026, 7, 1, 12);

const run = (...args: string[]) => runKeys([...args, ...database], {}, noon);
const json = (...args: string[]) => JSON.parse(run(...args, '--json'));
const add = (more: string[] = ['--for', 'shop']): ShownKey =>
  json('add', '--name', 'Panadería Sol', '--caller', 'panaderia', ...more);
const fault = (...args: string[]) => {
  try {
    run(...args);
  } catch (error) {
    if (error instanceof KeysFault) return error.message;
    throw error;
  }
  throw new Error('it was done');
};

describe('npm run keys', () => {
  it('adds a key, prints it once, and never again', () => {
    const text = run('add', '--name', 'Panadería Sol', '--caller', 'panaderia', '--for', 'shop');
    const [clave = ''] = /relevo_[\w-]{43}/.exec(text) ?? [];
    expect(text).toContain('Key 1 (Panadería Sol) of panaderia: pedidos:escribir');
    expect(clave).not.toBe('');
    expect(run('list')).toContain(clave.slice(0, 13));
    expect(run('list') + run('list', '--json', '--all')).not.toContain(clave.slice(0, 20));
  });

  it.each(Object.entries(keyPresets))('makes the usual key for %s', (preset, alcances) => {
    expect(add(['--for', preset]).alcances).toEqual(alcances);
  });

  it('takes scopes by their names', () => {
    expect(add(['--scopes', 'metricas, tickets:leer']).alcances).toEqual(['metricas', 'tickets:leer']);
  });

  it('rotates: another secret, the one before ends at once or works for a while', () => {
    const made = add();
    const second: ShownKey = json('rotate', String(made.id), '--old-works-for', '2h');
    expect(second.clave).not.toBe(made.clave);
    expect(second.anterior).toEqual({ prefijo: made.prefijo, hasta: '2026-08-01T14:00:00.000Z' });
    expect(json('rotate', String(made.id)).anterior).toBe(null);
    expect(run('rotate', String(made.id), '--old-works-for', '30s')).toContain(
      'works until 2026-08-01T12:00:30',
    );
    expect(run('rotate', String(made.id))).toContain('The one before has ended.');
  });

  it('revokes, and lists what is revoked only when asked', () => {
    const { id } = add();
    expect(run('revoke', String(id))).toContain(`Key ${id} (Panadería Sol) is revoked`);
    const ids = (...args: string[]) => json('list', ...args).claves.map((key: Key) => key.id);
    expect([ids().includes(id), ids('--all').includes(id)]).toEqual([false, true]);
    expect(run('list', '--all')).toMatch(new RegExp(`^${id} .*revoked 2026-08-01 12:00Z`, 'm'));
  });

  it('lists in columns', () => {
    const [head, ...rows] = run('list').trimEnd().split('\n');
    const column = (line = '') => line.slice(head?.indexOf('CALLER')).split(' ')[0];
    expect(rows.length).toBeGreaterThan(3);
    expect(new Set(rows.map(column))).toEqual(new Set(['panaderia']));
  });

  it.each<[string[], RegExp]>([
    [['ad'], /one of list, add, rotate, revoke/],
    [['add'], /either --for or --scopes/],
    [['add', '--for', 'shop', '--scopes', 'metricas'], /either --for or --scopes/],
    [['add', '--for', 'toString', '--name', 'x', '--caller', 'x'], /--for must be one of shop, smoke/],
    [['add', '--for', 'shop', '--caller', 'X Y'], /^--name: es obligatorio; --caller: /],
    [
      ['add', '--scopes', 'todo', '--name', 'x', '--caller', 'x'],
      /^--scopes: debe ser uno de: pedidos:escribir/,
    ],
    [['list', 'all'], /unexpected argument/],
    [['rotate'], /name one key by its id/],
    [['rotate', '1', '2'], /name one key by its id/],
    [['rotate', '1', '--old-works-for', '8d'], /7 days at most/],
    [['rotate', '1', '--old-works-for', 'soon'], /must be like 30s/],
    [['rotate', '999'], /there is no key 999/],
    [['revoke', 'relevo_secret'], /name one key by its id/],
    [['revoke', '999'], /there is no key 999/],
    [['list', '--all-of-it'], /Unknown option '--all-of-it'/],
  ])('says what is wrong with %j, and changes nothing', (args, message) => {
    const before = run('list', '--all');
    expect(fault(...args)).toMatch(message);
    expect(run('list', '--all')).toBe(before);
  });

  it('does not bring back a revoked key', () => {
    const { id } = add();
    run('revoke', String(id));
    expect(fault('rotate', String(id))).toContain('is revoked, and stays so');
  });

  it('explains itself', () => {
    for (const args of [[], ['--help'], ['add', '-h']]) expect(runKeys(args, {})).toBe(usage);
  });

  it('says so where there is no database, and makes none', async () => {
    using dir = tempDir();
    const at = (file: string) => () => runKeys(['list', '--database', `file:${file}`], {});
    expect(at(dir.at('none.db'))).toThrow(
      /there is no database at .*none\.db: start the ticket service once/,
    );
    expect(() => readFileSync(dir.at('none.db'))).toThrow(/ENOENT/);
    await using store = await storeApp({ dir: dir.path, env: { TICKETS_URL: 'http://127.0.0.1:1' } });
    expect(at(store.databaseFile)).toThrow(/is not the ticket service's/);
    writeFileSync(dir.at('text.db'), 'no database '.repeat(100));
    expect(at(dir.at('text.db'))).toThrow(/not a database/);
    expect(() => runKeys(['list', '--database', 'postgres://x'], {})).toThrow(/must be like file:/);
  });

  it('takes the database from DATABASE_URL, and ends with a code by which a script knows', async () => {
    const cli = new URL('./key-cli.ts', import.meta.url).pathname;
    const start = (...args: string[]) =>
      promisify(execFile)(process.execPath, [cli, ...args], {
        env: { ...process.env, DATABASE_URL: `file:${service.databaseFile}` },
      });
    const { stdout, stderr } = await start('list', '--json');
    expect(JSON.parse(stdout).claves.length).toBeGreaterThan(3);
    expect(stderr).toBe('');
    await expect(start('revoke', '999')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'there is no key 999; npm run keys -- list --all shows them\n',
    });
  });
});
