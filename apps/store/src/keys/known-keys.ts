import type { KeyState } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import { type Db, prepared } from '@relevo/storage/procedures';

// The writer thread loads this file too; see orders/order-repository.ts.

/** What the ticket service last said, and when (epoch ms). */
export type KnownState = KeyState & { heardAt: number };

/** Port: the keys in use as the ticket service last told them, kept for the time when it is away. */
export type KnownKeys = {
  read(): KnownState | undefined;
  keep(state: KeyState, now: number): Promise<void>;
  /** Notes that what is kept was still so at `now`. */
  confirm(now: number): Promise<void>;
};

/** Known keys in SQLite: one row. */
export function createKnownKeys(storage: Storage<typeof knownKeysProcedures>): KnownKeys {
  const { reader, write } = storage;
  return {
    read() {
      const row = reader.get<Row>('SELECT version, keys, heard_at FROM known_keys');
      return row && { version: row.version, claves: JSON.parse(row.keys), heardAt: row.heard_at };
    },
    keep: ({ version, claves }, now) => write('keepKeys', { version, keys: JSON.stringify(claves), now }),
    confirm: (now) => write('confirmKeys', { now }),
  };
}

type Row = { version: string; keys: string; heard_at: number };

/** What the writer thread does with known keys, each call in one transaction. */
export const knownKeysProcedures = { keepKeys, confirmKeys };

function keepKeys(db: Db, state: { version: string; keys: string; now: number }): void {
  const put = `
    INSERT INTO known_keys (id, version, keys, heard_at) VALUES (1, @version, @keys, @now)
    ON CONFLICT (id) DO UPDATE SET version = @version, keys = @keys, heard_at = @now`;
  prepared(db, put).run(state);
}

function confirmKeys(db: Db, { now }: { now: number }): void {
  prepared(db, 'UPDATE known_keys SET heard_at = ?').run(now);
}
