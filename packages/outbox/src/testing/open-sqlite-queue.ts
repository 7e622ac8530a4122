import { openStorage, type Storage } from '@relevo/storage';
import { tempDir } from '@relevo/testkit/temp-dir';
import { createSqliteQueue } from '../sqlite/queue.ts';
import { outboxMigrations } from '../sqlite/schema.ts';
import type { QueueUnderTest, Told } from './delivery-queue.conformance.ts';
import type { FixtureProcedures } from './procedures.ts';

type ToldRow = { kind: Told['kind']; delivery_id: number; key: string; what: string | null };

export type SqliteQueueUnderTest = QueueUnderTest & { storage: Storage<FixtureProcedures> };

/** A queue in a database of its own, in a temporary folder that goes away with it unless it was given. */
export async function openSqliteQueue(givenFolder?: string): Promise<SqliteQueueUnderTest> {
  await using opened = new AsyncDisposableStack();
  const folder = givenFolder ?? opened.use(tempDir()).path;
  const told = { component: 'told', dir: new URL('./migrations/', import.meta.url) };
  const storage = opened.use(
    await openStorage<FixtureProcedures>({
      file: `${folder}/outbox.db`,
      migrations: [outboxMigrations, told],
      procedures: new URL('./procedures.ts', import.meta.url),
    }),
  );
  const running = opened.move();
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
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
