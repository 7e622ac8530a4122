import { expect, it } from 'vitest';
import { createUnorderedSet } from './unordered-set.ts';

it('holds what was added until it is removed, wherever it stands', () => {
  for (const gone of ['a', 'b', 'c']) {
    const set = createUnorderedSet<string>();
    for (const value of ['a', 'b', 'c']) set.add(value);
    expect(set.remove(gone)).toBe(true);
    expect(set.remove(gone)).toBe(false);
    expect(set.size()).toBe(2);
    expect([...set.values()].sort()).toEqual(['a', 'b', 'c'].filter((value) => value !== gone));
  }
});
