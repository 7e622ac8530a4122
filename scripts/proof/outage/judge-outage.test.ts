import { expect, it } from 'vitest';
import { judgeOutage } from './judge-outage.ts';

const memory = { empty: 100, waiting: 390, afterOutage: 383, drained: 400 };

it('finds nothing wrong with a first delivery within the longest wait of the breaker and a little', () => {
  expect(judgeOutage({ firstMs: 34_900, memory })).toEqual([]);
});

it('says when the first delivery came late, and when orders on disk were kept in memory too', () => {
  expect(judgeOutage({ firstMs: 36_000, memory: { ...memory, waiting: 700 } })).toEqual([
    'first delivered 36.0 s after the return, at most 35',
    'memory grew by 600 MiB while orders came in',
  ]);
});
