import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { sizeOf } from '../../packages/storage/src/sqlite/file-identity.ts';
import { tempDir } from '../../test/support/temp-dir.ts';
import { told } from './disk-full.ts';
import { lookWhileItTakesNothing, untilRefused, untilTaken } from './look.ts';
import { atMost, exactly, type Figure } from './report.ts';
import { startService } from './service.ts';
import { storedSoundly } from './stored-soundly.ts';

type Name = 'store' | 'tickets';

const spoil: { what: string; words: RegExp; how: (file: string) => void }[] = [
  {
    what: 'cut to half',
    words: /malformed|cut|short/,
    how: (file) => truncateSync(file, readFileSync(file).length / 2),
  },
  {
    what: 'cut within a page',
    words: /malformed|cut|short|not a database/,
    how: (file) => truncateSync(file, 5_000),
  },
  { what: 'a text', words: /not a database/, how: (file) => writeFileSync(file, 'hola\n'.repeat(2_000)) },
  {
    what: 'of a newer version',
    words: /run a newer one/,
    how: (file) => alter(file, `INSERT INTO migrations VALUES ('future', 999, 'x', 'x', 'x')`),
  },
  {
    what: 'of a version that was edited',
    words: /was edited/,
    how: (file) => alter(file, `UPDATE migrations SET checksum = 'x'`),
  },
];

/** A database at the start that is cut short, no database, or of another version. */
export async function badFiles(name: Name): Promise<Figure[]> {
  await using dir = await tempDir();
  const file = `${dir.path}/${name}.db`;
  const sound = `${dir.path}/sound`;
  const service = await startService(name, dir.path);
  for (let made = 0; made < 20; made += 1) await untilTaken(name, service);
  await service.end();
  copyFileSync(file, sound);

  const figures: Figure[] = [];
  for (const { what, words, how } of spoil) {
    copyFileSync(sound, file);
    how(file);
    const before = fingerprint(file);
    const said = await service.start().then(
      () => 'it started',
      (error: Error) => error.message,
    );
    const { code } = await service.end();
    const clear = said.includes(file) && words.test(said);
    figures.push(
      exactly(`${name}, file ${what}: exit code, names file and reason`, `${code} ${clear}`, '1 true'),
      exactly(
        `${name}, file ${what}: left as it was`,
        fingerprint(file) === before && sizeOf(`${file}-wal`) === 0,
        true,
      ),
    );
  }
  copyFileSync(sound, file);
  await service.start();
  figures.push(exactly(`${name}, the sound file again`, (await service.end()).code, 0));
  return figures;
}

/** The file is taken away from under the service, and put back. */
export async function movedAway(name: Name): Promise<Figure[]> {
  const what = `${name}, file moved away`;
  await using dir = await tempDir();
  const nobody = 'http://127.0.0.1:1';
  await using service = await startService(name, dir.path, {
    env: { TICKETS_URL: nobody, STORE_URL: nobody, RELAY_WAIT_MS: '0' },
  });
  const file = `${dir.path}/${name}.db`;
  const taking = untilRefused(name, service, 'MUDANZA');
  for (let times = 0; times < 30; times += 1) await untilTaken(name, service);
  renameSync(file, `${file}.aparte`);
  const taken = await taking;
  const figures = await lookWhileItTakesNothing(what, name, service);
  renameSync(`${file}.aparte`, file);
  const recovered = await untilTaken(name, service);
  return [
    ...figures,
    atMost(`${what}: taking orders again with it back, no restart`, recovered, 2_000, 'ms'),
    ...storedSoundly(what, name, file, taken),
    told(what, service.said, /database file .* is gone/),
  ];
}

function alter(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function fingerprint(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
