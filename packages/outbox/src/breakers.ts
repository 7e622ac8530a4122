import {
  abandonProbe,
  afterAttempt,
  type BreakerOptions,
  type BreakerState,
  beginProbe,
  closed,
} from './circuit-breaker.ts';

export type Breakers = {
  /** Takes note of how an attempt went; true when the breaker opened or closed by it. */
  report(target: string, attempt: { targetDown: boolean; probe: boolean }, now: number): boolean;
  beginProbe(target: string, now: number): void;
  abandonProbe(target: string, now: number): void;
  /** Targets that get no ordinary attempts now. */
  blocked(): string[];
  isBlocked(target: string): boolean;
  /** Open targets that may be probed. */
  readyToProbe(now: number): string[];
  /** When the next open target may be probed, epoch ms; Infinity when none is. */
  nextProbeAt(now: number): number;
  states(): Record<string, BreakerState>;
};

/** One breaker for each target that has given trouble; one that has not takes no room. */
export function createBreakers(options: BreakerOptions): Breakers {
  const states = new Map<string, BreakerState>();
  const stateOf = (target: string) => states.get(target) ?? closed;
  const isBlocked = (target: string) => stateOf(target).kind !== 'closed';

  function move(target: string, state: BreakerState): void {
    if (state.kind === 'closed' && state.failures === 0) states.delete(target);
    else states.set(target, state);
  }
  function probeTimes(): [string, number][] {
    return [...states].flatMap(([target, state]) => (state.kind === 'open' ? [[target, state.probeAt]] : []));
  }

  return {
    report(target, attempt, now) {
      const before = isBlocked(target);
      move(target, afterAttempt(stateOf(target), attempt, now, options));
      return before !== isBlocked(target);
    },
    beginProbe: (target, now) => move(target, beginProbe(stateOf(target), now, options)),
    abandonProbe: (target, now) => move(target, abandonProbe(stateOf(target), now)),
    blocked: () => [...states.keys()].filter(isBlocked),
    isBlocked,
    readyToProbe: (now) => probeTimes().flatMap(([target, at]) => (at <= now ? [target] : [])),
    nextProbeAt: (now) => Math.min(...probeTimes().flatMap(([, at]) => (at > now ? [at] : []))),
    states: () => Object.fromEntries(states),
  };
}
