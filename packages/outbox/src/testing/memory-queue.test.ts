import { describe } from 'vitest';
import { describeDeliveryQueue, type Told } from './delivery-queue.conformance.ts';
import { createMemoryQueue } from './memory-queue.ts';

describe('memory queue', () => {
  describeDeliveryQueue(async () => {
    const told: Told[] = [];
    const queue = createMemoryQueue({
      onDelivered: ({ result, ...about }) => told.push({ kind: 'delivered', ...about, what: result }),
      onRejected: ({ reason, ...about }) => told.push({ kind: 'rejected', ...about, what: reason }),
    });
    return {
      queue,
      enqueue: async (delivery) => queue.enqueue(delivery),
      told: async () => told,
      [Symbol.asyncDispose]: async () => undefined,
    };
  });
});
