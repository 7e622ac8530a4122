import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { recordingLog } from '@relevo/testkit/log';
import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';
import { closeToOthers } from './private-files.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

function makeFolder(dir: string, names: string[]): string {
  const folder = `${dir}/data`;
  mkdirSync(folder);
  for (const name of names) writeFileSync(`${folder}/${name}`, 'x');
  for (const name of names) chmodSync(`${folder}/${name}`, 0o644);
  chmodSync(folder, 0o755);
  return folder;
}

it('closes the database, what is beside it and the secrets, and says so once', () => {
  using dir = tempDir();
  const own = [
    'tickets.db',
    'tickets.db-wal',
    'tickets.db-shm',
    'tickets.db-head',
    'tickets.db.bak',
    'session-secret',
  ];
  own.push('store.db', 'tickets-copy.db');
  const folder = makeFolder(dir.path, own);
  const recorded = recordingLog();
  const close = () =>
    closeToOthers(recorded.log, { databaseUrl: `file:${folder}/tickets.db`, dataDir: folder });
  close();
  expect(own.map((name) => modeOf(`${folder}/${name}`))).toEqual(own.map(() => '600'));
  expect(modeOf(folder)).toBe('700');
  expect(recorded.lines).toHaveLength(own.length + 1);
  expect(recorded.lines[0]).toMatchObject({
    level: 'warn',
    msg: 'closed to other users of this machine',
    mode: '600',
  });
  close();
  expect(recorded.lines).toHaveLength(own.length + 1);
});

it('does not close a folder that holds something else, and warns', () => {
  using dir = tempDir();
  const folder = makeFolder(dir.path, ['tickets.db', 'tickets.dbx', 'index.html']);
  const recorded = recordingLog();
  closeToOthers(recorded.log, { databaseUrl: `file:${folder}/tickets.db`, dataDir: `${dir.path}/nowhere` });
  expect([modeOf(folder), modeOf(`${folder}/tickets.db`), modeOf(`${folder}/tickets.dbx`)]).toEqual([
    '755',
    '600',
    '644',
  ]);
  expect(recorded.lines.map(({ msg }) => msg)).toEqual([
    'closed to other users of this machine',
    'others may list the folder of the database, which holds other files too',
  ]);
});
