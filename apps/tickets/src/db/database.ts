import { outboxMigrations } from '@relevo/outbox';
import { openStorage, type Storage } from '@relevo/storage';
import type { TicketProcedures } from './procedures.ts';
import type { TicketQueries } from './queries.ts';

export type TicketStorage = Storage<TicketProcedures, TicketQueries>;

/**
 * Opens the ticket database at `url` (`file:…`); creates and migrates it if needed.
 * @param onNotKept as in `StorageOptions`
 */
export async function openTicketStorage(
  url: string,
  onNotKept?: (error: unknown) => void,
): Promise<TicketStorage> {
  const storage = await openStorage<TicketProcedures, TicketQueries>({
    file: url.replace(/^file:/, ''),
    migrations: [outboxMigrations, { component: 'tickets', dir: new URL('./migrations/', import.meta.url) }],
    procedures: new URL('./procedures.ts', import.meta.url),
    queries: new URL('./queries.ts', import.meta.url),
    onNotKept,
  });
  await storage.write('renewEpochIfRestored', undefined);
  return storage;
}
