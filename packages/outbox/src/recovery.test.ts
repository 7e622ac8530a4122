import { describe, expect, it } from 'vitest';
import { nextRecovery, untried } from './recovery.ts';
import type { Outcome } from './retry-policy.ts';

const S = 1_000;
type Came = Outcome['kind'] | 'delivered by a probe' | 'heard' | 'unheard';

/** Plays what came when (in ms), and tells the moments at which the target counted as back. */
function recoveriesOf(story: [at: number, came: Came][], standing = untried): number[] {
  return story.flatMap(([at, came]) => {
    const breakerClosed = came === 'delivered by a probe';
    const unheard = came === 'unheard';
    const kind = came === 'delivered by a probe' ? 'delivered' : unheard ? 'retry' : came;
    const next = nextRecovery(standing, { kind, breakerClosed, unheard }, at);
    standing = next.standing;
    return next.recovered ? [at] : [];
  });
}

describe('nextRecovery', () => {
  it('takes the first success of all for a recovery: deliveries may wait since before the start', () => {
    expect(
      recoveriesOf([
        [0, 'delivered'],
        [1, 'delivered'],
      ]),
    ).toEqual([0]);
  });

  it('sees one recovery after a failure, whatever the number of failures and successes', () => {
    expect(
      recoveriesOf([
        [0, 'delivered'],
        [100 * S, 'retry'],
        [200 * S, 'retry'],
        [300 * S, 'delivered'],
        [300 * S, 'delivered'],
        [301 * S, 'delivered'],
      ]),
    ).toEqual([0, 300 * S]);
  });

  it('does not take a rejection for a recovery, nor for the end of the trouble', () => {
    expect(
      recoveriesOf([
        [0, 'retry'],
        [1 * S, 'rejected'],
        [2 * S, 'delivered'],
      ]),
    ).toEqual([2 * S]);
  });

  it('takes a promise kept in another conversation for one where nothing was heard, a second later', () => {
    expect(
      recoveriesOf([
        [0, 'delivered'],
        [1 * S, 'heard'],
        [10 * S, 'unheard'],
        [10.4 * S, 'heard'],
        [11 * S, 'heard'],
        [12 * S, 'heard'],
      ]),
    ).toEqual([0, 11 * S]);
  });

  it('does not where the target itself has no time', () => {
    expect(
      recoveriesOf([
        [0, 'delivered'],
        [1 * S, 'retry'],
        [60 * S, 'heard'],
        [61 * S, 'delivered'],
      ]),
    ).toEqual([0, 61 * S]);
  });

  it('hears more and more seldom where deliveries fail again each time', () => {
    const story = Array.from({ length: 900 }, (_, n): [number, Came][] => [
      [n * 2 * S, 'unheard'],
      [n * 2 * S + 1 * S, 'heard'],
    ]).flat();
    const back = recoveriesOf(story).map((at) => at / S);
    expect(back.slice(0, 5)).toEqual([1, 3, 9, 19, 39]);
    expect(back.length).toBeLessThan(12);
  });

  it('believes in a target that wavers as it comes back: at once the second time, then in 5 s', () => {
    expect(
      recoveriesOf([
        [0, 'retry'],
        [100, 'delivered'],
        [200, 'retry'],
        [300, 'delivered'],
        [400, 'retry'],
        [500, 'delivered'],
        [5_299, 'delivered'],
        [5_300, 'delivered'],
      ]),
    ).toEqual([100, 300, 5_300]);
  });

  // Every delivered one would send it again: one that is at fault itself, in the traffic of a busy day.
  it('is put off twice as long each time by a delivery that fails while others succeed, 10 min at most', () => {
    const day = Array.from({ length: 24 * 3_600 }, (_, second) => second * S);
    const story = day.flatMap((at): [number, Came][] => [
      [at, 'retry'],
      [at, 'delivered'],
    ]);
    const recoveries = recoveriesOf(story);
    const pauses = recoveries.slice(1).map((at, n) => (at - (recoveries[n] ?? 0)) / S);
    expect(pauses.slice(0, 10)).toEqual([1, 5, 10, 20, 40, 80, 160, 320, 600, 600]);
    expect(new Set(pauses.slice(9))).toEqual(new Set([600]));
  });

  it('forgets earlier vain attempts once a failure comes long after the deliveries were made due', () => {
    const wavering = Array.from({ length: 60 }, (_, n): [number, Came][] => [
      [n * S, 'retry'],
      [n * S, 'delivered'],
    ]).flat();
    const later: [number, Came][] = [
      [500 * S, 'delivered'],
      [900 * S, 'retry'],
      [901 * S, 'delivered'],
      [902 * S, 'retry'],
      [903 * S, 'delivered'],
    ];
    expect(recoveriesOf([...wavering, ...later]).slice(-2)).toEqual([901 * S, 903 * S]);
  });

  it('always takes the closing of a breaker by a success for a recovery', () => {
    const wavering = [0, 1, 2, 3].flatMap((n): [number, Came][] => [
      [n * S, 'retry'],
      [n * S, 'delivered'],
    ]);
    const probed: [number, Came][] = [
      [4 * S, 'retry'],
      [4_500, 'delivered by a probe'],
      [5 * S, 'retry'],
      [5_100, 'delivered'],
    ];
    expect(recoveriesOf([...wavering, ...probed])).toEqual([0, 1 * S, 4_500, 5_100]);
  });
});
