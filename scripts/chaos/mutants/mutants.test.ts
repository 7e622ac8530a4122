import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from '../../root.ts';
import { type Edit, mutants } from './mutants.ts';
import { edited } from './plant.ts';

it.each(mutants)('can be planted as the code now is: $name', ({ edits }) => {
  const sources = new Map<string, string>();
  const sourceOf = ({ file }: Edit) => sources.get(file) ?? readFileSync(`${root}/${file}`, 'utf8');
  for (const edit of edits) {
    const before = sourceOf(edit);
    sources.set(edit.file, edited(before, edit));
    expect(sources.get(edit.file)).not.toBe(before);
  }
});
