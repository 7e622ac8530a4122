import { expect, it } from 'vitest';
import { restartDelayMs } from './writer-connection.ts';

it('restarts at once the first time, then after ever longer waits, up to five seconds', () => {
  expect([0, 1, 2, 3, 4, 20].map(restartDelayMs)).toEqual([0, 0, 100, 200, 400, 5_000]);
});
