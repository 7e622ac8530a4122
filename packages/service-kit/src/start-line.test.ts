import { expect, it } from 'vitest';
import { startLine } from './start-line.ts';
import { recordingLog } from './testing/log-lines.ts';

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
