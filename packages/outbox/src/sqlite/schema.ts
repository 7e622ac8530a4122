import type { MigrationSeries } from '@relevo/storage';
import type { Attempt, AttemptResult, Delivery, DeliveryState, StoredDelivery } from '../delivery.ts';
import type { RetryFilter, TargetFilter } from '../ports.ts';
import { type StrangersWord, strangersMark, strangersStatuses } from '../retry-policy.ts';

/** A row of outbox_deliveries. */
export type DeliveryRow = {
  id: number;
  target: string;
  key: string;
  payload: string;
  sender: string | null;
  request_id: string | null;
  traceparent: string | null;
  state: DeliveryState;
  attempts: number;
  step: number;
  schedule_started_at: number;
  due_at: number;
  claimable_at: number;
  not_before: number | null;
  lease_owner: string | null;
  started_running_ms: number;
  created_at: number;
  settled_at: number | null;
  reason: string | null;
};

/** A row of outbox_attempts. */
export type AttemptRow = {
  n: number;
  started_at: number;
  duration_ms: number;
  result: AttemptResult;
  status: number | null;
  detail: string | null;
};

export function toDelivery(row: DeliveryRow): Delivery {
  const { id, target, key, payload, attempts, step } = row;
  const trace = { requestId: row.request_id ?? undefined, traceparent: row.traceparent ?? undefined };
  const sender = row.sender ?? undefined;
  const times = { scheduleStartedAt: row.schedule_started_at, startedRunningMs: row.started_running_ms };
  return { id, target, key, payload, sender, trace, attempts, step, ...times, createdAt: row.created_at };
}

export function toStoredDelivery(row: DeliveryRow): StoredDelivery {
  return {
    ...toDelivery(row),
    state: row.state,
    dueAt: row.due_at,
    settledAt: row.settled_at ?? undefined,
    reason: row.reason ?? undefined,
  };
}

export function toAttempt(row: AttemptRow): Attempt {
  const { n, started_at: startedAt, duration_ms: durationMs, result } = row;
  return {
    n,
    startedAt,
    durationMs,
    result,
    status: row.status ?? undefined,
    detail: row.detail ?? undefined,
  };
}

/** Returns the SQL parameters of a target filter: one name or null, and a JSON list. */
export function targetParams(filter: TargetFilter | undefined): { only: string | null; except: string } {
  if (filter && 'only' in filter) return { only: filter.only, except: '[]' };
  return { only: null, except: JSON.stringify(filter?.except ?? []) };
}

/** The outbox's tables; list them before the migrations of the app that uses them. */
export const outboxMigrations: MigrationSeries = {
  component: 'outbox',
  dir: new URL('./migrations/', import.meta.url),
};

/** Returns the query and its parameters for the ids that a retry filter chooses. */
export function retrySql(filter: RetryFilter): { sql: string; params: Record<string, unknown> } {
  if ('ids' in filter) return { sql: selectById, params: { ids: JSON.stringify(filter.ids) } };
  const { state, from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER, strangers } = filter;
  const params = { state, from, to };
  if (!strangers) return { sql: selectByState, params };
  return {
    sql: `${selectByState} AND ${lastWordIsStrangers}`,
    params: { ...params, ...strangersParams(strangers) },
  };
}

// What was erased cannot be sent again: see `eraseDelivery`.
const selectById = `SELECT id FROM outbox_deliveries WHERE id IN (SELECT value FROM json_each(@ids)) AND payload <> ''`;

const selectByState = `
  SELECT id FROM outbox_deliveries WHERE state = @state AND created_at BETWEEN @from AND @to AND payload <> ''`;

/** `isStrangersWord` of a delivery's last attempt, as a condition on outbox_deliveries. */
export const lastWordIsStrangers = `EXISTS (
    SELECT 1 FROM outbox_attempts AS last
    WHERE last.delivery_id = outbox_deliveries.id AND last.n = outbox_deliveries.attempts
      AND last.status BETWEEN 400 AND 499
      AND (instr(ifnull(last.detail, ''), @mark) > 0
        OR last.status NOT IN (SELECT value FROM json_each(@notFinal))
        AND NOT (last.status IN (SELECT value FROM json_each(@final)) AND EXISTS (
          SELECT 1 FROM json_each(@ownWords)
          WHERE instr(ifnull(last.detail, ''), 'respondió ' || last.status || ': ' || value) = 1))))`;

/** Returns the parameters of `lastWordIsStrangers`. */
export function strangersParams({ ownWords }: StrangersWord): Record<string, string> {
  const { refusedMessage, others } = strangersStatuses;
  return {
    mark: strangersMark,
    final: JSON.stringify(refusedMessage),
    notFinal: JSON.stringify(others),
    ownWords: JSON.stringify(ownWords),
  };
}
