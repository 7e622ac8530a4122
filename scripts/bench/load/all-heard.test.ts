import { expect, it } from 'vitest';
import type { Running } from '../processes/start-process.ts';
import { answeredBy, faultOf } from './all-heard.ts';
import type { LoaderResult } from './loader.ts';

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
