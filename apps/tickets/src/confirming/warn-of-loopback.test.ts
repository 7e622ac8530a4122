import { recordingLog } from '@relevo/testkit/log';
import { expect, it } from 'vitest';
import { warnOfLoopback } from './warn-of-loopback.ts';

it.each([
  ['http://127.0.0.1:4000', true, 1],
  ['http://localhost:4000', true, 1],
  ['http://[::1]:4000', true, 1],
  ['http://127.0.0.1:4000', false, 0],
  ['http://store:4000', true, 0],
  ['https://127.0.0.1.example.com', true, 0],
  ['https://notlocalhost', true, 0],
])('judges %s, production: %s, worth %i warnings', (storeUrl, production, expected) => {
  const recorded = recordingLog('warn');
  warnOfLoopback(recorded.log, { production, storeUrl });
  expect(recorded.lines).toHaveLength(expected);
});
