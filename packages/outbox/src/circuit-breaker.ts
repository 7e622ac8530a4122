/** The breaker of one target. Times are ms of the monotonic clock. */
export type BreakerState =
  | { kind: 'closed'; failures: number }
  | { kind: 'open'; waitMs: number; probeAt: number }
  | { kind: 'probing'; nextWaitMs: number };

export type BreakerOptions = {
  /** The breaker opens after so many attempts in a row that found the target down. */
  failuresToOpen: number;
  firstWaitMs: number;
  longestWaitMs: number;
};

export const breakerDefaults: BreakerOptions = {
  failuresToOpen: 5,
  firstWaitMs: 1_000,
  longestWaitMs: 30_000,
};

export const closed: BreakerState = { kind: 'closed', failures: 0 };

/** Returns the state after an attempt. `probe`: the attempt was the one let through an open breaker. */
export function afterAttempt(
  state: BreakerState,
  attempt: { targetDown: boolean; probe: boolean },
  now: number,
  options: BreakerOptions,
): BreakerState {
  if (!attempt.targetDown) return closed;
  if (state.kind === 'closed') {
    const failures = state.failures + 1;
    if (failures < options.failuresToOpen) return { kind: 'closed', failures };
    return { kind: 'open', waitMs: options.firstWaitMs, probeAt: now + options.firstWaitMs };
  }
  // Attempts that began before it opened prove nothing new; only the probe changes the wait.
  if (!attempt.probe || state.kind === 'open') return state;
  return { kind: 'open', waitMs: state.nextWaitMs, probeAt: now + state.nextWaitMs };
}

/** Returns the state while a probe is under way: nothing else goes to this target until it has ended. */
export function beginProbe(state: BreakerState, now: number, options: BreakerOptions): BreakerState {
  if (state.kind !== 'open') return state;
  // After a long time without a probe the wait is stale: begin again, in step with the schedule of a new delivery.
  const stale = now - state.probeAt >= options.longestWaitMs;
  const nextWaitMs = stale ? options.firstWaitMs : Math.min(state.waitMs * 2, options.longestWaitMs);
  return { kind: 'probing', nextWaitMs };
}

/** Returns the state after a probe that was cut off before it learnt anything: another may start at once. */
export function abandonProbe(state: BreakerState, now: number): BreakerState {
  return state.kind === 'probing' ? { kind: 'open', waitMs: state.nextWaitMs, probeAt: now } : state;
}

export type CircuitBreakers = {
  /** Takes note of how an attempt ended; true when the breaker opened or closed by it. */
  report(target: string, attempt: { targetDown: boolean; probe: boolean }, now: number): boolean;
  beginProbe(target: string, now: number): void;
  abandonProbe(target: string, now: number): void;
  /** Lets the next probe go now: the target was heard of in another way. */
  hastenProbe(target: string, now: number): void;
  /** The targets that get only probes now. */
  blocked(): string[];
  isBlocked(target: string): boolean;
  /** The targets that may be probed now. */
  readyToProbe(now: number): string[];
  /** When the next target may be probed, ms of the monotonic clock; Infinity when none waits for that. */
  nextProbeAt(now: number): number;
  states(): Record<string, BreakerState>;
};

/** Keeps one breaker per target; a target that gives no trouble takes no memory. */
export function createCircuitBreakers(options: BreakerOptions): CircuitBreakers {
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
    hastenProbe(target, now) {
      const state = stateOf(target);
      if (state.kind === 'open' && state.probeAt > now) move(target, { ...state, probeAt: now });
    },
    blocked: () => [...states.keys()].filter(isBlocked),
    isBlocked,
    readyToProbe: (now) => probeTimes().flatMap(([target, at]) => (at <= now ? [target] : [])),
    nextProbeAt: (now) => Math.min(...probeTimes().flatMap(([, at]) => (at > now ? [at] : []))),
    states: () => Object.fromEntries(states),
  };
}
