import { describe, expect, it } from 'vitest';
import {
  abandonProbe,
  afterAttempt,
  type BreakerState,
  beginProbe,
  breakerDefaults,
  closed,
} from './circuit-breaker.ts';

const now = 1_000_000;

function failed(state: BreakerState, { at = now, probe = false } = {}): BreakerState {
  return afterAttempt(state, { targetDown: true, probe }, at, breakerDefaults);
}
function answered(state: BreakerState): BreakerState {
  return afterAttempt(state, { targetDown: false, probe: false }, now, breakerDefaults);
}
const open: BreakerState = { kind: 'open', waitMs: 1_000, probeAt: now + 1_000 };

function probing(state: BreakerState, at = now + 1_000): BreakerState {
  return beginProbe(state, at, breakerDefaults);
}

describe('circuit breaker', () => {
  it('opens at the fifth failure in a row', () => {
    let state: BreakerState = closed;
    for (let n = 1; n <= 4; n++) state = failed(state);
    expect(state).toEqual({ kind: 'closed', failures: 4 });
    expect(failed(state)).toEqual(open);
  });

  it('starts counting again after any answer', () => {
    expect(failed(answered({ kind: 'closed', failures: 4 }))).toEqual({ kind: 'closed', failures: 1 });
  });

  it('doubles the wait with each failed probe, up to 30 s', () => {
    let state: BreakerState = open;
    const waits: number[] = [];
    for (let n = 1; n <= 7; n++) {
      state = failed(probing(state), { probe: true });
      if (state.kind === 'open') waits.push(state.probeAt - now);
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('begins its waits again when nothing was sent for a long time', () => {
    const longOpen: BreakerState = { kind: 'open', waitMs: 30_000, probeAt: now };
    expect(failed(probing(longOpen, now + 29_999), { probe: true })).toMatchObject({ waitMs: 30_000 });
    expect(failed(probing(longOpen, now + 30_000), { probe: true })).toMatchObject({ waitMs: 1_000 });
  });

  it('closes when the probe, or a straggler, gets an answer', () => {
    expect(answered(probing(open))).toEqual(closed);
    expect(answered(open)).toEqual(closed);
  });

  it('learns nothing from stragglers that fail', () => {
    expect(failed(open, { at: now + 900 })).toEqual(open);
    expect(failed(probing(open), { at: now + 900 })).toEqual(probing(open));
  });

  it('lets another probe set out at once when one is called off', () => {
    expect(abandonProbe(probing(open), now + 5)).toEqual({
      kind: 'open',
      waitMs: 2_000,
      probeAt: now + 5,
    });
    expect(abandonProbe(closed, now)).toEqual(closed);
  });
});
