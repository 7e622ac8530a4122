import { threadId } from 'node:worker_threads';
import type { Reader } from '../sqlite/reader.ts';
import type { Note } from './procedures.ts';

// So long that a test sees what waits for it, and short enough to be waited for.
const slow =
  'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT max(i) AS i FROM n';

export const queries = {
  notes: (reader: Reader, { above }: { above: number }): Note[] =>
    reader.all<Note>('SELECT id, text FROM notes WHERE id > ? ORDER BY id', [above]),
  thread: (_reader: Reader, _input: undefined): number => threadId,
  countTo: (reader: Reader, many: number): number => reader.get<{ i: number }>(slow, [many])?.i ?? 0,
  fail: (_reader: Reader, message: string): never => {
    throw Object.assign(new RangeError(message), { code: 'own-code' });
  },
  die: (_reader: Reader, _input: undefined): never => process.exit(7),
};
