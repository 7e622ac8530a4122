import { type Db, prepared } from '@relevo/storage/procedures';
import type { NewDelivery } from '../delivery.ts';
import { enqueueDelivery, eraseDelivery, outboxProcedures } from '../sqlite/procedures.ts';

/** The procedures of an app whose hooks write down their calls. */
export const procedures = {
  enqueue: (db: Db, delivery: NewDelivery) => enqueueDelivery(db, delivery),
  erase: (db: Db, { id }: { id: number }) => eraseDelivery(db, id),
  ...outboxProcedures({
    onDelivered: (db, { deliveryId, key, result }) => {
      note(db, ['delivered', deliveryId, key, result]);
      if (result === 'refuse this') throw new Error('the hook refuses');
    },
    onRejected: (db, { deliveryId, key, reason }) => note(db, ['rejected', deliveryId, key, reason]),
  }),
};
export type FixtureProcedures = typeof procedures;

function note(db: Db, [kind, deliveryId, key, what]: [string, number, string, unknown]): void {
  const sql = 'INSERT INTO told (kind, delivery_id, key, what) VALUES (?, ?, ?, ?)';
  prepared(db, sql).run(kind, deliveryId, key, JSON.stringify(what) ?? null);
}
