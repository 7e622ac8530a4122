export type { Deliver } from './attempt.ts';
export {
  type BreakerOptions,
  type BreakerState,
  breakerDefaults,
} from './circuit-breaker.ts';
export { classifyReply, type Reply } from './classify-reply.ts';
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
  NewDelivery,
  RetryFilter,
  StoredDelivery,
  TargetFilter,
  Trace,
} from './delivery-queue.ts';
export type { Log } from './log.ts';
export { createMemoryQueue, type MemoryQueue } from './memory-queue.ts';
export { outboxMigrations } from './migrations.ts';
export { type NextAttempt, nextAttempt, type Outcome, schedule } from './next-attempt.ts';
export { parseRetryAfter } from './parse-retry-after.ts';
export * from './procedures.ts';
export { createRelay, type Relay, type RelayOptions, type RelayStats } from './relay.ts';
export type { BirthLease } from './slots.ts';
export { createSqliteQueue } from './sqlite-queue.ts';
