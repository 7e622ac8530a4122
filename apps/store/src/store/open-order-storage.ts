import { outboxMigrations } from '@relevo/outbox';
import { openStorage, type Storage } from '@relevo/storage';
import type { StoreProcedures } from './procedures.ts';

export type OrderStorage = Storage<StoreProcedures>;

/** Opens the store's database at `url` (`file:…`), made and migrated if need be. */
export function openOrderStorage(url: string): Promise<OrderStorage> {
  return openStorage<StoreProcedures>({
    file: url.replace(/^file:/, ''),
    migrations: [outboxMigrations, { component: 'store', dir: new URL('./migrations/', import.meta.url) }],
    procedures: new URL('./procedures.ts', import.meta.url),
  });
}
