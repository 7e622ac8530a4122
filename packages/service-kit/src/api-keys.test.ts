import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveApiKeys } from './api-keys.ts';

const first = 'first-key-that-is-long-enough-1';
const second = 'second-key-that-is-long-enough-2';
let folder: string;
let devFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relevo-keys-'));
  devFile = join(folder, 'data', 'relay.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

const resolve = (value: string | undefined, production = true) =>
  resolveApiKeys({ value, production, devFile });

describe('a given list', () => {
  it('accepts every key and sends the first', () => {
    const keys = resolve(` ${first} , ${second},`);
    expect(keys.send).toBe(first);
    expect(keys.match(first)).toEqual({ caller: 'tienda' });
    expect(keys.match(second)).toEqual({ caller: 'tienda' });
  });

  it('refuses an unknown, empty or missing key and one that only begins like ours', () => {
    const keys = resolve(first);
    for (const wrong of ['', undefined, 'x', `${first}x`, first.slice(0, -1), `${first},${second}`]) {
      expect(keys.match(wrong)).toBeUndefined();
    }
  });

  it('tells callers apart by the name before the colon, which is no part of the key', () => {
    const keys = resolve(`centro:${first},${second}`);
    expect(keys.send).toBe(first);
    expect(keys.match(first)).toEqual({ caller: 'centro' });
    expect(keys.match(`centro:${first}`)).toBeUndefined();
    expect(keys.match(second)).toEqual({ caller: 'tienda' });
  });

  it('keeps the colon of a key whose beginning is no caller name', () => {
    expect(resolve(`UPPER:${first}`).send).toBe(`UPPER:${first}`);
  });

  it('shows no key when it is printed or serialised', () => {
    const keys = resolve(`${first},${second}`);
    const shown =
      JSON.stringify(keys) + inspect(keys, { showHidden: true, depth: 9 }) + Object.keys(keys).join();
    expect(shown).not.toContain('key-that');
  });
});

describe('production', () => {
  it.each([
    undefined,
    '',
    ' , ',
    'changeme',
    'dev',
    'belgrano_ahorro_api_key_2025',
    'only-23-characters-long',
  ])('refuses %s', (value) => {
    expect(() => resolve(value)).toThrow(/RELAY_API_KEY: /);
  });

  it('refuses a weak key among good ones, a doubled one and one that fits in no header', () => {
    expect(() => resolve(`${first},changeme`)).toThrow(/weak/);
    expect(() => resolve(`a:${first},b:${first}`)).toThrow(/twice/);
    expect(() => resolve('contraseña-muy-larga-de-verdad')).toThrow(/ASCII/);
  });
});

describe('development', () => {
  it('takes any given key', () => {
    expect(resolve('dev', false).match('dev')).toEqual({ caller: 'tienda' });
  });

  it('makes a key, keeps it readable for the owner only, and uses it again', () => {
    const { send } = resolve(undefined, false);
    expect(Buffer.from(send, 'base64url')).toHaveLength(32);
    expect(readFileSync(devFile, 'utf8').trim()).toBe(send);
    expect(statSync(devFile).mode & 0o777).toBe(0o600);
    expect(resolve('', false).send).toBe(send);
    expect(readdirSync(join(folder, 'data'))).toEqual(['relay.key']);
  });

  it('does not replace a damaged file in silence', () => {
    resolve(undefined, false);
    writeFileSync(devFile, '');
    expect(() => resolve(undefined, false)).toThrow(/delete the file/);
  });

  it('gives services that start at once the same key', async () => {
    const starting = [1, 2, 3, 4].map(() => startWaiting(devFile));
    await Promise.all(starting.map(({ waiting }) => waiting));
    for (const { go } of starting) go();
    const sent = await Promise.all(starting.map(({ key }) => key));
    expect(new Set(sent)).toEqual(new Set([readFileSync(devFile, 'utf8').trim()]));
  });
});

/** A process that is ready to ask for the key and does so at `go`. */
function startWaiting(file: string) {
  const script = `import { readSync } from 'node:fs';
    import { resolveApiKeys } from '${new URL('./api-keys.ts', import.meta.url)}';
    process.stdout.write('?');
    readSync(0, Buffer.alloc(1));
    process.stdout.write(resolveApiKeys({ production: false, devFile: process.argv[1] }).send);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, file]);
  let written = '';
  child.stdout.on('data', (bytes) => {
    written += bytes;
  });
  return {
    waiting: once(child.stdout, 'data'),
    go: () => child.stdin.end('!'),
    key: once(child, 'close').then(() => written.slice(1)),
  };
}
