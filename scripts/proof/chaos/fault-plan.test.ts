import { describe, expect, it } from 'vitest';
import { everyKind, nameOf, planFaults } from './fault-plan.ts';

const seeds = Array.from({ length: 100 }, (_, seed) => seed);

describe('the plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planFaults({ seed: 7, lengthMs: 60_000 })).toEqual(planFaults({ seed: 7, lengthMs: 60_000 }));
    expect(planFaults({ seed: 7, lengthMs: 60_000 })).not.toEqual(planFaults({ seed: 8, lengthMs: 60_000 }));
  });

  it('has every kind within a minute, whatever the seed', () => {
    for (const seed of seeds) {
      const planned = new Set(planFaults({ seed, lengthMs: 60_000 }).map(nameOf));
      expect(everyKind.filter((kind) => !planned.has(kind))).toEqual([]);
    }
  });

  it('lets every place heal at the same moment, the end', () => {
    const ends = new Map<string, number>();
    for (const { place, untilMs } of planFaults({ seed: 3, lengthMs: 30_000 })) ends.set(place, untilMs);
    expect(new Set(ends.values())).toEqual(new Set([30_000]));
    expect(ends.size).toBe(4 + 3 + 1 + 1);
  });

  it('ends in time and never has two faults in one place at once', () => {
    for (const seed of seeds) {
      const freeFrom = new Map<string, number>();
      for (const { place, fromMs, untilMs } of planFaults({ seed, lengthMs: 20_000 })) {
        expect(fromMs).toBeGreaterThan(freeFrom.get(place) ?? 0);
        expect(untilMs).toBeGreaterThan(fromMs);
        expect(untilMs).toBeLessThanOrEqual(20_000);
        freeFrom.set(place, untilMs);
      }
    }
  });
});
