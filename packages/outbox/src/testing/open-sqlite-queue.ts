import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage, type Storage } from '@relevo/storage';
import { createSqliteQueue } from '../sqlite/queue.ts';
import { outboxMigrations } from '../sqlite/schema.ts';
import type { QueueUnderTest, Told } from './delivery-queue.conformance.ts';
import type { FixtureProcedures } from './procedures.ts';

type ToldRow = { kind: Told['kind']; delivery_id: number; key: string; what: string | null };

export type SqliteQueueUnderTest = QueueUnderTest & { storage: Storage<FixtureProcedures> };

/** A folder for a database that is opened more than once; it goes away at the end. */
export async function makeFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'relevo-outbox-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A queue in a database of its own, in a temporary folder that goes away with it unless it was given. */
export async function openSqliteQueue(givenFolder?: string): Promise<SqliteQueueUnderTest> {
  const folder = givenFolder ?? (await mkdtemp(join(tmpdir(), 'relevo-outbox-')));
  const told = { component: 'told', dir: new URL('./migrations/', import.meta.url) };
  const storage = await openStorage<FixtureProcedures>({
    file: join(folder, 'outbox.db'),
    migrations: [outboxMigrations, told],
    procedures: new URL('./procedures.ts', import.meta.url),
  });
  return {
    storage,
    queue: createSqliteQueue(storage),
    enqueue: (delivery) => storage.write('enqueue', delivery),
    told: async () =>
      storage.reader
        .all<ToldRow>('SELECT * FROM told ORDER BY rowid')
        .map(({ kind, delivery_id: deliveryId, key, what }) => ({
          kind,
          deliveryId,
          key,
          what: what === null ? undefined : JSON.parse(what),
        })),
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]();
      if (givenFolder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
