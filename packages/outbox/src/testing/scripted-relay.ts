import { setImmediate } from 'node:timers/promises';
import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import type { Deliver } from '../attempt.ts';
import type { Delivery } from '../delivery.ts';
import type { DeliveryQueue, Log } from '../ports.ts';
import type { Ping } from '../recovery.ts';
import { createRelay, type Relay, type RelayOptions } from '../relay.ts';
import type { Outcome } from '../retry-policy.ts';
import { createMemoryQueue } from './memory-queue.ts';

export const down: Outcome = { kind: 'retry', detail: 'sin respuesta (ECONNREFUSED)', targetDown: true };
export const delivered: Outcome = { kind: 'delivered', status: 201 };

type Answer = Outcome | 'hang';

type PlaceOptions = { waitMs?: number; signal?: AbortSignal; storing?: Promise<unknown> };

/** One attempt that a relay made; `atMs` counts from the start of the test. */
export type Sent = { id: number; atMs: number; by: string; signal: AbortSignal };

/** Makes a clock that stands still, a queue in memory, and relays on them whose target answers as told. */
export function createWorld() {
  const clock = createFakeClock({ settle: eventLoopTurn });
  const startedAt = clock.now();
  const queue = createMemoryQueue();
  const sent: Sent[] = [];
  const logged: string[] = [];
  const write = (_: unknown, message: string) => void logged.push(message);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const hanging = new Map<number, (outcome: Outcome) => void>();
  let serial = 0;

  const world = {
    clock,
    queue,
    sent,
    logged,
    /** What the target answers; replaced by tests. */
    answer: (_: Delivery): Answer | Promise<Answer> => delivered,
    elapsed: () => clock.now() - startedAt,
    enqueue(rest: { target?: string; lease?: { owner: string; until: number } } = {}): number {
      serial += 1;
      return queue.enqueue({
        target: 'tickets',
        key: `k-${serial}`,
        payload: '{}',
        now: clock.now(),
        ...rest,
      });
    },
    /** Has a relay deliver something new, as a checkout does; storing it takes until `storing` resolves. */
    async place(relay: Relay, { waitMs = 2_000, signal, storing }: PlaceOptions = {}) {
      const target = 'tickets';
      const { stored, result } = await relay.deliver({
        target,
        waitMs,
        signal,
        store: async (lease) => {
          const id = world.enqueue({ target, lease: structuredClone(lease) });
          await storing;
          return { id, lease, delivery: await queue.find(id) };
        },
      });
      return { ...stored, result };
    },
    /** Ends an attempt that hangs. */
    finish: (id: number, outcome: Outcome) => hanging.get(id)?.(outcome),
    startRelay(
      options: Partial<RelayOptions> & { owner?: string; queue?: DeliveryQueue; ping?: Ping } = {},
    ): Relay {
      const { owner = 'a', queue: other = queue, concurrency = 32, ping, ...rest } = options;
      const deliver: Deliver = async (delivery, signal) => {
        sent.push({ id: delivery.id, atMs: world.elapsed(), by: owner, signal });
        const answer = await world.answer(delivery);
        if (answer !== 'hang') return answer;
        const { promise, resolve } = Promise.withResolvers<Outcome>();
        hanging.set(delivery.id, resolve);
        return promise;
      };
      const deps = { queue: other, deliver, clock, random: () => 0.5, log, owner, ping };
      return createRelay(deps, { concurrency, ...rest });
    },
    times: (id?: number) => sent.filter((one) => id === undefined || one.id === id).map(({ atMs }) => atMs),
    /** Lets everything set going come to rest; time stands still. */
    settle: () => setImmediate(),
  };
  return world;
}
