// What runs in the writer thread: nothing here loads the relay.
export { enqueueDelivery } from './enqueue-delivery.ts';
export { type OutboxProcedures, outboxProcedures } from './outbox-procedures.ts';
export type { OutboxHooks } from './record-attempt.ts';
export { wasDelivered } from './was-delivered.ts';
