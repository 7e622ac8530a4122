export type { Deliver } from './attempt.ts';
export type { Attempt, AttemptRecord, Delivery, NewDelivery, StoredDelivery, Trace } from './delivery.ts';
export type { Clock, DeliveryQueue } from './ports.ts';
export { createRelay, type Relay } from './relay.ts';
export { classifyReply, type Outcome } from './retry-policy.ts';
export { createSqliteQueue } from './sqlite/queue.ts';
export { outboxMigrations } from './sqlite/schema.ts';
