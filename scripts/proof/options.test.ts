import { expect, it } from 'vitest';
import { readChaosOptions } from './options.ts';

it('has a run for those who ask for nothing', () => {
  expect(readChaosOptions([])).toEqual({ seed: 1, seconds: 60, rate: 50, runs: 1, patience: 150 });
  expect(readChaosOptions(['--seed', '9', '--rate', '5'])).toMatchObject({ seed: 9, rate: 5 });
  expect(readChaosOptions(['--help'])).toBe('help');
});

it.each([
  [['--seed', 'x'], '--seed'],
  [['--seconds', '1'], '--seconds'],
  [['--rate', '1.5'], '--rate'],
  [['--speed', '1'], '--speed'],
])('says what is wrong with %j', (args, option) => {
  expect(() => readChaosOptions(args)).toThrow(option);
});
