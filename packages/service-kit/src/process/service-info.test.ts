import { readFileSync } from 'node:fs';
import { recordingLog } from '@relevo/testkit/log';
import { expect, it } from 'vitest';
import { startLine, version, withoutCredentials } from './service-info.ts';

it('has the version of the project', () => {
  const root = new URL('../../../../package.json', import.meta.url);
  expect(version).toBe(JSON.parse(readFileSync(root, 'utf8')).version);
});

it('says what runs where and with which database, without credentials', () => {
  const recorded = recordingLog();
  const started = { version: '1.2.3', url: 'http://127.0.0.1:4000' };
  const ticketsUrl = 'https://ana:SECRET@tickets.example.com/relevo';
  startLine(recorded.log, { ...started, databaseUrl: 'postgres://user:SECRET@db.example/relevo' });
  startLine(recorded.log, { ...started, ticketsUrl, databaseUrl: 'file:./data/store.db' });
  expect(recorded.lines).toMatchObject([
    { msg: 'service started', ...started, database: 'postgres' },
    { ...started, ticketsUrl: 'https://tickets.example.com/relevo', database: 'sqlite' },
  ]);
  expect(recorded.text()).not.toContain('SECRET');
});

it.each([
  ['https://ana:SECRET@tickets.example.com', 'https://tickets.example.com'],
  ['https://SECRET@tickets.example.com:8443/pedidos', 'https://tickets.example.com:8443/pedidos'],
  ['https://:SECRET@tickets.example.com', 'https://tickets.example.com'],
  // Odd, but taken as addresses too.
  ['https:ana:SECRET@tickets.example.com', 'https://tickets.example.com'],
  ['https://ana:SEC@RET@tickets.example.com', 'https://tickets.example.com'],
  ['https://tickets.example.com/a@b', 'https://tickets.example.com/a@b'],
  ['http://127.0.0.1:4001', 'http://127.0.0.1:4001'],
  ['1.2.3', '1.2.3'],
])('shows %s as %s', (kept, shown) => {
  expect(withoutCredentials(kept)).toBe(shown);
});
