import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tempDir } from '@relevo/testkit/temp-dir';
import { describe, expect, it } from 'vitest';
import { answeredBy, describeGenerator, faultOf, type Holds, type LoaderResult, runLoad } from './load.ts';
import { postText } from './orders.ts';
import type { Running } from './servers.ts';

describe('loader', () => {
  const shares = (...values: number[]) => values.map((generatorShare) => ({ generatorShare }));

  it('says so when the generator was the limit, in any round', () => {
    expect(describeGenerator(shares(0.3, 0.95))).toMatch(/^generator-bound: .* 95 % of a core$/);
    expect(describeGenerator(shares(0.3, 0.6))).toMatch(/^load by \w+, which used at most 60 % of a core$/);
  });

  it('does not vouch for a generator of which the system tells nothing', () => {
    expect(describeGenerator(shares(Number.NaN))).toContain('does not tell');
  });
});

describe('run load', () => {
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
});

describe('all heard', () => {
  const heard = (...seqs: number[]) => seqs.map((seq) => ({ seq, boards: 1, lastAt: 0 }));
  const [server, other] = [{ url: 'ours' }, { url: 'theirs' }] as [Running, Running];
  const round = (of: Running, answers: number, connections: number) =>
    ({ server: of, answers, connections }) as LoaderResult;

  it('adds up what several loads made on one server, and leaves out the rounds of another', () => {
    const one = { load: { results: [round(server, 50, 4), round(other, 70, 4)] }, perAnswer: 1 };
    const batch = { load: { results: [round(server, 3, 2)] }, perAnswer: 100 };
    expect(answeredBy(server, [one, batch])).toEqual({ least: 350, most: 554 });
  });

  it('finds nothing wrong with what was heard without a gap', () => {
    expect(faultOf(heard(2, 1, 3), { least: 2, most: 4 })).toBeUndefined();
  });

  it('finds an event that was missed, even where more were heard than were answered', () => {
    expect(faultOf(heard(1, 2, 4), { least: 2, most: 4 })).toBe('the board heard 3 of the first 4 events');
    expect(faultOf(heard(2, 3), { least: 2, most: 4 })).toBe('the board heard 2 of the first 3 events');
    expect(faultOf([], { least: 1, most: 4 })).toContain('0 events');
  });

  it('finds too few, too many and the same twice', () => {
    expect(faultOf(heard(1, 2), { least: 3, most: 4 })).toContain('2 events of 3 to 4');
    expect(faultOf(heard(1, 2), { least: 1, most: 1 })).toContain('2 events of 1 to 1');
    expect(faultOf([{ seq: 1, boards: 2, lastAt: 0 }], { least: 1, most: 1 })).toContain('more than once');
  });
});
