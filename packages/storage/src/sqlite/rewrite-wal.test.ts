import { copyFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { isNotKept, keepsConnection } from '../errors.ts';
import { note, notesIn, openNotes } from '../testing/open-notes.ts';
import { openWriteConnection } from './connection.ts';
import { openStorage } from './open-storage.ts';
import { createWriter, type Writer } from './writer.ts';

const longAgo = new Date('2020-01-01');
const broken = () => {
  throw Object.assign(new Error('i/o error, fsync'), { code: 'EIO' });
};

/** Makes the files that a process leaves which was killed: a database with one note, and one more in the WAL. */
async function leaveWal(folder: { at(name: string): string }): Promise<string> {
  await using notes = await openNotes(folder.at('notes.db'));
  await notes.write('addNote', note(1));
  for (const end of ['', '-wal']) copyFileSync(folder.at(`notes.db${end}`), folder.at(`left.db${end}`));
  return folder.at('left.db');
}

describe('opening a database beside a WAL that is not empty', () => {
  it('writes the whole WAL once more before it syncs it, and then the folder', async () => {
    using folder = tempDir();
    const file = await leaveWal(folder);
    utimesSync(`${file}-wal`, longAgo, longAgo);
    const before = statSync(`${file}-wal`).size;
    const writtenAt = vi.fn(() => statSync(`${file}-wal`).mtimeMs);

    openWriteConnection(file, true, writtenAt).close();

    expect(before).toBeGreaterThan(4_096);
    expect(writtenAt).toHaveBeenCalledTimes(2);
    expect(writtenAt.mock.results[0]?.value).toBeGreaterThan(longAgo.getTime());
    expect(notesIn(file)).toEqual([note(1)]);
  });

  it('refuses it while the disk does not sync, and lets go of it', async () => {
    using folder = tempDir();
    const file = await leaveWal(folder);
    expect(() => openWriteConnection(file, true, broken)).toThrow(expect.objectContaining({ code: 'EIO' }));
    openWriteConnection(file, true).close();
    expect(notesIn(file)).toEqual([note(1)]);
  });

  it('keeps others from writing to it meanwhile', async () => {
    using folder = tempDir();
    const file = await leaveWal(folder);
    const other = new Database(file, { timeout: 0 });
    const tryToWrite = vi.fn(() => expect(() => other.exec('BEGIN IMMEDIATE')).toThrow(/locked/));
    openWriteConnection(file, true, tryToWrite).close();
    other.close();
    expect(tryToWrite).toHaveBeenCalledTimes(2);
  });

  it('syncs nothing where there is no WAL', async () => {
    using folder = tempDir();
    await (await openNotes(folder.at('notes.db')))[Symbol.asyncDispose]();
    const sync = vi.fn();
    openWriteConnection(folder.at('notes.db'), true, sync).close();
    openWriteConnection(folder.at('new.db'), false, sync).close();
    expect(sync).not.toHaveBeenCalled();
  });
});

describe('a start on a disk that keeps nothing', () => {
  // A module that each writer's thread loads anew, and that fails as the disk would until there is a file.
  const failsUntil = (mark: string) =>
    new URL(
      `data:text/javascript,${encodeURIComponent(`
        import { existsSync } from 'node:fs';
        if (!existsSync(${JSON.stringify(mark)})) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
        export const procedures = {};`)}`,
    );

  it('goes on until the disk works, and tells each time why not', async () => {
    using folder = tempDir();
    const told: unknown[] = [];
    const onNotKept = (error: unknown) => {
      if (told.push(error) === 2) writeFileSync(folder.at('works'), '');
    };
    const options = {
      file: folder.at('notes.db'),
      migrations: [],
      procedures: failsUntil(folder.at('works')),
    };
    await using storage = await openStorage({ ...options, onNotKept });
    await expect(storage.probe()).resolves.toBeUndefined();
    expect(told).toEqual([1, 2].map(() => expect.objectContaining({ code: 'storage-unavailable' })));
  });

  it('rejects where nobody is told', async () => {
    using folder = tempDir();
    const options = {
      file: folder.at('notes.db'),
      migrations: [],
      procedures: failsUntil(folder.at('works')),
    };
    await expect(openStorage(options)).rejects.toMatchObject({ cause: { code: 'EIO' } });
  });
});

describe('a batch that the disk did not take', () => {
  const failure = (code: string) => Object.assign(new Error('disk I/O error'), { code });

  it.each([
    ['SQLITE_IOERR_FSYNC', true],
    ['SQLITE_IOERR_DIR_FSYNC', true],
    ['SQLITE_IOERR_WRITE', true],
    ['SQLITE_IOERR_TRUNCATE', true],
    ['SQLITE_FULL', true],
    ['SQLITE_BUSY_SNAPSHOT', true],
    ['SQLITE_IOERR_READ', false],
    ['SQLITE_IOERR', false],
    ['SQLITE_CORRUPT', false],
    ['SQLITE_NOTADB', false],
  ])('after %s goes on with the connection that knows of it: %s', (code, goesOn) => {
    using folder = tempDir();
    let thrown: Error | undefined;
    const writer = createWriter(
      {
        ...{ file: folder.at('notes.db'), procedures: '', busyTimeoutMs: 0, mayCreate: true },
        migrations: [{ component: 'notes', dir: new URL('../testing/migrations/', import.meta.url).href }],
      },
      () => {
        if (thrown) throw thrown;
        return 'done';
      },
    );
    try {
      thrown = failure(code);
      expect(() => run(writer)).toThrow(thrown);
      expect(writer.mustReopen()).toBe(!goesOn);
      expect(keepsConnection(thrown)).toBe(goesOn);
      if (writer.mustReopen()) writer.reopen();
      thrown = undefined;
      expect(run(writer)).toEqual([{ ok: true, value: 'done' }]);
    } finally {
      writer.close();
    }
  });

  it('is known by its cause too, and a start tries again only then', () => {
    const wrapped = (cause: Error) => new Error('cannot open the database', { cause });
    expect(isNotKept(wrapped(failure('EIO')))).toBe(true);
    expect(isNotKept(wrapped(failure('SQLITE_IOERR_FSYNC')))).toBe(true);
    expect(isNotKept(wrapped(failure('SQLITE_IOERR_READ')))).toBe(false);
    expect(isNotKept(wrapped(failure('SQLITE_FULL')))).toBe(false);
    expect(isNotKept(undefined)).toBe(false);
  });
});

function run(writer: Writer) {
  return writer.run([{ name: 'any', input: undefined }]);
}
