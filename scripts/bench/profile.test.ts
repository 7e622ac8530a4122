import { expect, it } from 'vitest';
import { sumProfile } from './profile.ts';

const root = 'file:///srv/relevo';
const frames = [
  ['(idle)', ''],
  ['(garbage collector)', ''],
  ['accept', `${root}/apps/tickets/src/intake/intake.ts`],
  ['parse', `${root}/node_modules/zod/v4/core/parse.js`],
  ['send', `${root}/node_modules/a/node_modules/@scope/b/index.js`],
  ['emit', 'node:events'],
  ['onread', 'node:internal/stream_base_commons'],
] as const;
const nodes = frames.map(([functionName, url], id) => ({ id, callFrame: { functionName, url } }));
const profileOf = (samples: number[], timeDeltas: number[]) => ({
  startTime: 1_000,
  nodes,
  samples,
  timeDeltas,
});

it('gives each sample the time until the next one, and leaves idle time out', () => {
  const shares = sumProfile(profileOf([2, 0, 3, 2, 0], [5, 10, 70, 20, 10]), { root });
  expect(shares).toEqual([
    { part: 'apps/tickets/src/intake/intake.ts', share: 0.5 },
    { part: 'zod', share: 0.5 },
  ]);
});

it('names packages by their name, what is ours by its file, natives by their function and Node as one', () => {
  const shares = sumProfile(profileOf([1, 3, 4, 5, 6, 0], [0, 10, 10, 10, 10, 10]), { root });
  expect(Object.fromEntries(shares.map(({ part, share }) => [part, share]))).toEqual({
    'node:internal': 0.4,
    '(garbage collector)': 0.2,
    zod: 0.2,
    '@scope/b': 0.2,
  });
});

it('counts only what lies between two times', () => {
  const profile = profileOf([3, 2, 2, 3], [10, 10, 10, 10]); // at 1010, 1020, 1030, 1040
  expect(sumProfile(profile, { root, from: 1_020, to: 1_030 })).toEqual([
    { part: 'apps/tickets/src/intake/intake.ts', share: 1 },
  ]);
  expect(sumProfile(profile, { root, from: 2_000 })).toEqual([]);
});
