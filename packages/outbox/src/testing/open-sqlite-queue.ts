import { openStorage, type Storage } from '@relevo/storage';
import { tempDir } from '@relevo/testkit/temp-dir';
import { createSqliteQueue } from '../sqlite/queue.ts';
import { outboxMigrations } from '../sqlite/schema.ts';
import type { FixtureProcedures } from './procedures.ts';
import type { HookCall, QueueUnderTest } from './records.ts';

type HookRow = { kind: HookCall['kind']; delivery_id: number; key: string; what: string | null };

export type SqliteQueueUnderTest = QueueUnderTest & { storage: Storage<FixtureProcedures> };

/** Opens a queue in a database of its own, in a temporary folder that goes away with it unless a folder is given. */
export async function openSqliteQueue(givenFolder?: string): Promise<SqliteQueueUnderTest> {
  await using opened = new AsyncDisposableStack();
  const folder = givenFolder ?? opened.use(tempDir()).path;
  const hookTable = { component: 'told', dir: new URL('./migrations/', import.meta.url) };
  const storage = opened.use(
    await openStorage<FixtureProcedures>({
      file: `${folder}/outbox.db`,
      migrations: [outboxMigrations, hookTable],
      procedures: new URL('./procedures.ts', import.meta.url),
    }),
  );
  const running = opened.move();
  return {
    storage,
    queue: createSqliteQueue(storage),
    enqueue: (delivery) => storage.write('enqueue', delivery),
    hookCalls: async () =>
      storage.reader
        .all<HookRow>('SELECT * FROM told ORDER BY rowid')
        .map(({ kind, delivery_id: deliveryId, key, what }) => ({
          kind,
          deliveryId,
          key,
          what: what === null ? undefined : JSON.parse(what),
        })),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
