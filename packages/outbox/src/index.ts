export type { Deliver } from './attempt.ts';
export {
  type BreakerOptions,
  type BreakerState,
  breakerDefaults,
} from './circuit-breaker.ts';
export { type Clock, systemClock } from './clock.ts';
export type {
  Attempt,
  AttemptRecord,
  AttemptResult,
  Delivery,
  DeliveryCounts,
  DeliveryQueue,
  DeliveryState,
  ListFilter,
  Log,
  NewDelivery,
  RetryFilter,
  StoredDelivery,
  TargetFilter,
  Trace,
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
export type { BirthLease } from './slots.ts';
export * from './sqlite/procedures.ts';
export { createSqliteQueue } from './sqlite/queue.ts';
export { outboxMigrations } from './sqlite/schema.ts';
export { createMemoryQueue, type MemoryQueue } from './testing/memory-queue.ts';
