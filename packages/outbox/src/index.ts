export type { Deliver } from './attempt.ts';
export { type BreakerOptions, type BreakerState, breakerDefaults } from './circuit-breaker.ts';
export type {
  Attempt,
  AttemptRecord,
  AttemptResult,
  Delivery,
  DeliveryState,
  NewDelivery,
  StoredDelivery,
  Trace,
} from './delivery.ts';
export type {
  Clock,
  DeliveryCounts,
  DeliveryQueue,
  ListFilter,
  Log,
  RetryFilter,
  TargetFilter,
} from './ports.ts';
export { createRelay, type Relay, type RelayOptions, type RelayStats } from './relay.ts';
export {
  classifyReply,
  type NextAttempt,
  nextAttempt,
  type Outcome,
  parseRetryAfter,
  type Reply,
  schedule,
} from './retry-policy.ts';
export type { InitialLease } from './slots.ts';
export { createSqliteQueue } from './sqlite/queue.ts';
export { outboxMigrations } from './sqlite/schema.ts';
