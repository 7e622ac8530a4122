import { writeFileSync } from 'node:fs';
import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';
import { readOptions } from './options.ts';

const key = 'a-long-key-of-the-two-services-1';
const env = { RELAY_API_KEY: key };

it('has a default for everything but the key', () => {
  expect(readOptions([], env)).toEqual({
    kind: 'run',
    options: {
      store: 'http://127.0.0.1:4000',
      tickets: 'http://127.0.0.1:4001',
      key,
      json: false,
      showMs: undefined,
      waitMs: 90_000,
      withinMs: 15_000,
    },
  });
});

it('takes what the command line says, --key before the environment', () => {
  const args = ['--store=https://a.example/x/', '--tickets', 'https://b.example', '--key', 'other-key'];
  expect(readOptions([...args, '--json', '--wait', '0', '--within', '2.5'], env)).toMatchObject({
    options: {
      store: 'https://a.example/x',
      tickets: 'https://b.example',
      key: 'other-key',
      json: true,
      waitMs: 0,
      withinMs: 2_500,
    },
  });
});

it('sends the first key of a list, without the name of its caller', () => {
  const list = { RELAY_API_KEY: `tienda:${key},the-key-of-yesterday` };
  expect(readOptions([], list)).toMatchObject({ options: { key } });
});

it('takes the key from a named file, and asks for --visible before it shows an order', () => {
  using dir = tempDir();
  writeFileSync(dir.at('key'), 'tienda:the-key-in-the-file,another-one\n');
  expect(readOptions(['--key-file', dir.at('key'), '--show', '3'], env)).toMatchObject({
    options: { key: 'the-key-in-the-file', showMs: undefined },
  });
  expect(readOptions(['--visible', '--show', '3'], env)).toMatchObject({ options: { key, showMs: 3_000 } });
  expect(readOptions(['--visible'], env)).toMatchObject({ options: { showMs: 15_000 } });
});

it('warns of a key on the command line alone', () => {
  expect(readOptions(['--key', key], {})).toMatchObject({
    warning: expect.stringContaining('RELAY_API_KEY'),
  });
  expect(readOptions([], env)).not.toHaveProperty('warning');
});

it.each([
  [['--nonsense'], "Unknown option '--nonsense'"],
  [['--store'], 'argument missing'],
  [['--store', 'ftp://example.com'], '--store must be http(s)://host[:port][/path]'],
  [['--store', 'https://example.com/?a=b'], '--store must be'],
  [['--tickets', `http://user:${key}@example.com`], '--tickets must be'],
  [['--tickets', key], '--tickets must be'],
  [['--wait', 'soon'], '--wait must be a number of seconds from 0 to 600'],
  [['--within', '301'], '--within must be a number of seconds from 0 to 300'],
  [['--visible', '--show', '601'], '--show must be a number of seconds from 0 to 600'],
  [['--key-file', '/nowhere/key'], '--key-file must be a file that holds a key'],
  [['--key', 'clavé'], 'the key in --key cannot be used: it may hold only visible ASCII'],
  [[key], 'unexpected argument'],
])('refuses %j with a reason that shows no key', (args, reason) => {
  const read = readOptions(args, env);
  expect(read).toEqual({ kind: 'bad', message: expect.stringContaining(reason) });
  expect(JSON.stringify(read)).not.toContain(key);
});

it('asks for a key when there is none anywhere', () => {
  const noKeyFile = '/nowhere/relay-api-key';
  expect(readOptions([], { RELAY_API_KEY: ' ' }, noKeyFile)).toEqual({
    kind: 'bad',
    message: 'no key: put one into RELAY_API_KEY, or into a file for --key-file',
  });
});
