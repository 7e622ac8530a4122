import { outboxMigrations } from '@relevo/outbox';
import { openStorage, type Storage } from '@relevo/storage';
import type { StoreProcedures } from './procedures.ts';

export type StoreDb = Storage<StoreProcedures>;

/**
 * Opens the store's database at `url` (`file:…`); creates and migrates it if need be.
 * @param onNotKept as in `StorageOptions`
 */
export function openDb(url: string, onNotKept?: (error: unknown) => void): Promise<StoreDb> {
  return openStorage<StoreProcedures>({
    file: url.replace(/^file:/, ''),
    migrations: [outboxMigrations, { component: 'store', dir: new URL('./migrations/', import.meta.url) }],
    procedures: new URL('./procedures.ts', import.meta.url),
    onNotKept,
  });
}
