import Database from 'better-sqlite3';
import { openStorage, type Storage } from '../index.ts';
import type { Note, procedures } from './procedures.ts';
import type { queries } from './queries.ts';

export type Notes = Storage<typeof procedures, typeof queries>;

type Options = {
  migrations?: 'migrations' | 'newer-migrations';
  maxWaitingWrites?: number;
  busyTimeoutMs?: number;
  queryLimitMs?: number;
};

/** The storage that the tests write to. */
export function openNotes(
  file: string,
  { migrations = 'migrations', ...options }: Options = {},
): Promise<Notes> {
  return openStorage<typeof procedures, typeof queries>({
    file,
    migrations: [{ component: 'notes', dir: new URL(`./${migrations}/`, import.meta.url) }],
    procedures: new URL('./procedures.ts', import.meta.url),
    queries: new URL('./queries.ts', import.meta.url),
    ...options,
  });
}

/** What another connection sees in the file, so what has been committed. */
export function notesIn(file: string): Note[] {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return db.prepare<[], Note>('SELECT id, text FROM notes ORDER BY id').all();
  } finally {
    db.close();
  }
}

export function note(id: number, text = `note ${id}`): Note {
  return { id, text };
}
