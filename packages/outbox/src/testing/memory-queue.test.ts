import { describe } from 'vitest';
import { describeDeliveryQueue } from './delivery-queue.conformance.ts';
import { createMemoryQueue } from './memory-queue.ts';
import type { HookCall } from './records.ts';

describe('memory queue', () => {
  describeDeliveryQueue(async () => {
    const calls: HookCall[] = [];
    const queue = createMemoryQueue({
      onDelivered: ({ result, ...about }) => calls.push({ kind: 'delivered', ...about, what: result }),
      onRejected: ({ reason, ...about }) => calls.push({ kind: 'rejected', ...about, what: reason }),
    });
    return {
      queue,
      enqueue: async (delivery) => queue.enqueue(delivery),
      hookCalls: async () => calls,
      [Symbol.asyncDispose]: async () => undefined,
    };
  });
});
