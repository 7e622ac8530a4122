import Database from 'better-sqlite3';

/** Reads one column of a database that a service may have open. Opens and closes: nothing is held. */
export function column<T extends string | number>(file: string, sql: string): T[] {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return db.prepare<[], T>(sql).pluck().all();
  } finally {
    db.close();
  }
}

/** `ok` when SQLite finds the file sound, all indexes included. */
export function soundness(file: string): string {
  return column<string>(file, 'PRAGMA integrity_check').join('; ');
}

/** How many of `wanted` are not among the numbers that `sql` finds. */
export function missing(file: string, sql: string, wanted: readonly string[]): number {
  const found = new Set(column<string>(file, sql));
  return wanted.filter((numero) => !found.has(numero)).length;
}

export const orderNumbers = 'SELECT numero FROM orders';
export const ticketNumbers = 'SELECT numero FROM tickets';
/** Numbers that more than one ticket has. */
export const doubledTickets = 'SELECT numero FROM tickets GROUP BY numero HAVING count(*) > 1';
