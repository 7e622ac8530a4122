import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { postText } from './request-text.ts';
import { type Holds, runLoad } from './run-load.ts';

it.each([
  ['takes answers that hold what they have to', 2, /^0 failed$/],
  [
    'throws when answers hold it too seldom, 2xx or not',
    3,
    /^(\d+) of \1 answers .* did not hold "ok" 3 times$/,
  ],
])('%s', async (_name, times, outcome) => {
  const answers = createServer((_req, res) => void res.writeHead(201).end('["ok","ok"]')).listen(
    0,
    '127.0.0.1',
  );
  await once(answers, 'listening');
  const url = `http://127.0.0.1:${(answers.address() as AddressInfo).port}`;
  expect(await outcomeOf(url, { text: '"ok"', times })).toMatch(outcome);
  answers.close();
});

async function outcomeOf(url: string, holds: Holds): Promise<string> {
  await using dir = await tempDir();
  const request = `${dir.path}/request.txt`;
  writeFileSync(request, postText('/', {}));
  return await runLoad({ url, request, connections: 2, seconds: 1, first: 0, holds }).then(
    ({ failed }) => `${failed} failed`,
    (error: Error) => error.message,
  );
}
