/** One target's breaker. Times are epoch ms. */
export type BreakerState =
  | { kind: 'closed'; failures: number }
  | { kind: 'open'; waitMs: number; probeAt: number }
  | { kind: 'probing'; nextWaitMs: number };

export type BreakerOptions = {
  /** Consecutive attempts that found the target down before it opens. */
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

/** What an attempt that has just ended does to the breaker. `probe`: it was the one let through to look. */
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
  // Attempts begun before it opened prove nothing new; only the probe moves the wait.
  if (!attempt.probe || state.kind === 'open') return state;
  return { kind: 'open', waitMs: state.nextWaitMs, probeAt: now + state.nextWaitMs };
}

/** A probe sets out: nothing else goes to this target until it is back. */
export function beginProbe(state: BreakerState, now: number, options: BreakerOptions): BreakerState {
  if (state.kind !== 'open') return state;
  // After a quiet time what was learnt is stale: the waits begin again, in step with a new delivery's schedule.
  const stale = now - state.probeAt >= options.longestWaitMs;
  const nextWaitMs = stale ? options.firstWaitMs : Math.min(state.waitMs * 2, options.longestWaitMs);
  return { kind: 'probing', nextWaitMs };
}

/** The probe was called off before it learnt anything: another may set out at once. */
export function abandonProbe(state: BreakerState, now: number): BreakerState {
  return state.kind === 'probing' ? { kind: 'open', waitMs: state.nextWaitMs, probeAt: now } : state;
}

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
