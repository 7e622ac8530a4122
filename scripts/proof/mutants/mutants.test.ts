import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from '../../root.ts';
import { type Edit, edited, faultsIn, mutants, noticed } from './mutants.ts';

it.each(mutants)('can be planted as the code now is: $name', ({ edits }) => {
  const sources = new Map<string, string>();
  const sourceOf = ({ file }: Edit) => sources.get(file) ?? readFileSync(`${root}/${file}`, 'utf8');
  for (const edit of edits) {
    const before = sourceOf(edit);
    sources.set(edit.file, edited(before, edit));
    expect(sources.get(edit.file)).not.toBe(before);
  }
});

it('is caught only by what can be its doing', () => {
  const faults = faultsIn(`seed 1
  lost 0, duplicated 2
  FAULT duplicated: 2 (a; b)
  FAULT a board was not right 2000 ms after healing: 2001 ms
0 of 1 runs kept the promise`);
  expect(faults).toEqual(['duplicated: 2 (a; b)', 'a board was not right 2000 ms after healing: 2001 ms']);
  expect(noticed(faults, { caughtBy: ['duplicated', 'lost'] })).toEqual(['duplicated: 2 (a; b)']);
  expect(noticed(faults, { caughtBy: ['store differs'] })).toEqual([]);
});
