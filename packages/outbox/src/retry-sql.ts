import type { RetryFilter } from './delivery-queue.ts';

/** The query, and its parameters, for the ids that a retry filter chooses. */
export function retrySql(filter: RetryFilter): { sql: string; params: Record<string, unknown> } {
  if ('ids' in filter) return { sql: selectById, params: { ids: JSON.stringify(filter.ids) } };
  const { state, from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER } = filter;
  return { sql: selectByState, params: { state, from, to } };
}

const selectById = `SELECT id FROM outbox_deliveries WHERE id IN (SELECT value FROM json_each(@ids))`;

const selectByState = `
  SELECT id FROM outbox_deliveries WHERE state = @state AND created_at BETWEEN @from AND @to`;
