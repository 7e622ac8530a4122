import { expect, it } from 'vitest';
import { tellGenerator } from './loader.ts';

const shares = (...values: number[]) => values.map((generatorShare) => ({ generatorShare }));

it('says so when the generator was the limit, in any round', () => {
  expect(tellGenerator(shares(0.3, 0.95))).toMatch(/^generator-bound: .* 95 % of a core$/);
  expect(tellGenerator(shares(0.3, 0.6))).toMatch(/^load by \w+, which used at most 60 % of a core$/);
});

it('does not vouch for a generator of which the system tells nothing', () => {
  expect(tellGenerator(shares(Number.NaN))).toContain('does not tell');
});
