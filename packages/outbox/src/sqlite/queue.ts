import type { Storage } from '@relevo/storage';
import type { DeliveryState } from '../delivery.ts';
import type { DeliveryCounts, DeliveryQueue, ListFilter, TargetFilter } from '../ports.ts';
import type { OutboxProcedures } from './procedures.ts';
import {
  type AttemptRow,
  type DeliveryRow,
  lastWordIsStrangers,
  retrySql,
  strangersParams,
  targetParams,
  toAttempt,
  toStoredDelivery,
} from './schema.ts';

/** Makes a queue in SQLite. The storage must run `outboxMigrations` and have `outboxProcedures` among its procedures. */
export function createSqliteQueue(
  storage: Pick<Storage<OutboxProcedures>, 'write' | 'reader'>,
): DeliveryQueue {
  const { reader } = storage;

  function page({ state, limit, cursor = Number.MAX_SAFE_INTEGER, strangers }: ListFilter): DeliveryRow[] {
    const params = { limit: limit + 1, cursor };
    if (strangers) {
      return reader.all(selectStrangers, { ...params, state: state ?? null, ...strangersParams(strangers) });
    }
    return state === undefined
      ? reader.all(selectPage, params)
      : reader.all(selectPageOf, { ...params, state });
  }

  function find(id: number) {
    const row = reader.get<DeliveryRow>(selectDelivery, [id]);
    return row && toStoredDelivery(row);
  }

  const attemptsOf = (id: number) => reader.all<AttemptRow>(selectAttempts, [id]).map(toAttempt);

  return {
    claim: (input) => storage.write('outboxClaim', input),
    renew: (input) => storage.write('outboxRenew', input),
    release: (input) => storage.write('outboxRelease', input),
    record: (record) => storage.write('outboxRecord', record),
    makeDueNow: (target, now) => storage.write('outboxMakeDueNow', { target, now }),
    keepTime: (input) => storage.write('outboxKeepTime', input),
    retry: (filter, now) => storage.write('outboxRetry', { filter, now }),
    async matching(filter) {
      const { sql, params } = retrySql(filter);
      return reader.all(sql, params).length;
    },
    async nextDueAt(target?: TargetFilter) {
      return reader.get<{ at: number }>(selectNextDue, targetParams(target))?.at ?? null;
    },
    find: async (id) => find(id),
    async list(filter) {
      const rows = page(filter);
      const deliveries = rows.slice(0, filter.limit).map(toStoredDelivery);
      return { deliveries, cursor: rows.length > filter.limit ? deliveries.at(-1)?.id : undefined };
    },
    attemptsOf: async (deliveryId) => attemptsOf(deliveryId),
    // One transaction: between two reads the writer may record an attempt.
    story: async (id) =>
      reader.transaction(() => {
        const delivery = find(id);
        return delivery && { delivery, attempts: attemptsOf(id) };
      }),
    async counts() {
      const counts: DeliveryCounts = { pendiente: 0, entregada: 0, rechazada: 0, oldestPendingAt: null };
      for (const { state, n } of reader.all<{ state: DeliveryState; n: number }>(selectCounts))
        counts[state] = n;
      counts.oldestPendingAt = reader.get<{ at: number }>(selectOldestPending)?.at ?? null;
      return counts;
    },
  };
}

/** Exported for the test of its query plan. */
export const selectNextDue = `
  SELECT claimable_at AS at FROM outbox_deliveries INDEXED BY outbox_claimable
  WHERE state = 'pendiente'
    AND (@only IS NULL OR target = @only) AND target NOT IN (SELECT value FROM json_each(@except))
  ORDER BY claimable_at
  LIMIT 1`;

const selectDelivery = `SELECT * FROM outbox_deliveries WHERE id = ?`;

const selectPage = `
  SELECT * FROM outbox_deliveries WHERE id < @cursor ORDER BY id DESC LIMIT @limit`;

const selectPageOf = `
  SELECT * FROM outbox_deliveries WHERE state = @state AND id < @cursor ORDER BY id DESC LIMIT @limit`;

const selectStrangers = `
  SELECT * FROM outbox_deliveries
  WHERE id < @cursor AND (@state IS NULL OR state = @state) AND ${lastWordIsStrangers}
  ORDER BY id DESC LIMIT @limit`;

const selectAttempts = `SELECT * FROM outbox_attempts WHERE delivery_id = ? ORDER BY n`;

const selectCounts = `SELECT state, n FROM outbox_counts`;

const selectOldestPending = `
  SELECT created_at AS at FROM outbox_deliveries WHERE state = 'pendiente' ORDER BY id LIMIT 1`;
