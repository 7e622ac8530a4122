import { type Db, prepared } from '@relevo/storage/procedures';

/**
 * Whether the target has ever taken this delivery, be it that it was sent again since; for use inside an app's own
 * procedure.
 */
export function wasDelivered(db: Db, deliveryId: number): boolean {
  return prepared(db, selectTaken).get(deliveryId) !== undefined;
}

const selectTaken = `
  SELECT n FROM outbox_attempts WHERE delivery_id = ? AND result = 'entregada' LIMIT 1`;
