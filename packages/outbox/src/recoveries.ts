import type { Clock } from './clock.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { judgeRecovery, type Standing, untried } from './judge-recovery.ts';
import type { Log } from './log.ts';
import type { Outcome } from './next-attempt.ts';

export type Recoveries = {
  /** Takes note of what an attempt came to; true when the target has come back by it: then hasten. */
  report(target: string, came: { kind: Outcome['kind']; breakerClosed: boolean }): boolean;
  /** Makes what waits for the target due now; never rejects. */
  hasten(target: string): Promise<void>;
};

/** Sees targets come back. */
export function createRecoveries(deps: {
  queue: Pick<DeliveryQueue, 'hasten'>;
  clock: Clock;
  log: Log;
}): Recoveries {
  const { queue, clock, log } = deps;
  const standings = new Map<string, Standing>();

  return {
    report(target, came) {
      const { standing, recovered } = judgeRecovery(standings.get(target) ?? untried, came, clock.now());
      standings.set(target, standing);
      return recovered;
    },
    async hasten(target) {
      try {
        const hastened = await queue.hasten(target, clock.now());
        if (hastened > 0) log.info({ target, hastened }, 'target is back, deliveries hastened');
      } catch (error) {
        // Nobody else will do it: the next success tries again.
        standings.delete(target);
        log.warn({ err: error, target }, 'deliveries not hastened');
      }
    },
  };
}
