import { type Db, prepared } from '../index.ts';

export type Note = { id: number; text: string };

function addNote(db: Db, { id, text }: Note): Note {
  prepared(db, 'INSERT INTO notes (id, text) VALUES (?, ?)').run(id, text);
  return { id, text };
}

function addNoteThenThrow(db: Db, note: Note): never {
  addNote(db, note);
  throw Object.assign(new RangeError('too many notes'), { code: 'too-many' });
}

async function addNoteLater(db: Db, note: Note): Promise<Note> {
  return addNote(db, note);
}

function returnFunction(db: Db, note: Note): () => Note {
  addNote(db, note);
  return () => note;
}

/** Lets the database grow by so many pages and no more, which is what a full disk looks like to SQLite. */
function allowPages(db: Db, more: number): void {
  const pages = Number(db.pragma('page_count', { simple: true }));
  db.pragma(`max_page_count = ${pages + more}`);
}

function pragmas(db: Db): Record<string, unknown> {
  const names = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'journal_size_limit'];
  return Object.fromEntries(names.map((name) => [name, db.pragma(name, { simple: true })]));
}

/** Ends the worker thread in the middle of a transaction. */
function die(db: Db, note: Note): void {
  addNote(db, note);
  process.exit(7);
}

export const procedures = {
  addNote,
  addNoteThenThrow,
  addNoteLater,
  returnFunction,
  allowPages,
  pragmas,
  die,
};
