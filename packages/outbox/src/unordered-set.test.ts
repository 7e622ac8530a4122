import { expect, it } from 'vitest';
import { createBag } from './unordered-set.ts';

it('holds what was added until it is removed, wherever it stands', () => {
  for (const gone of ['a', 'b', 'c']) {
    const bag = createBag<string>();
    for (const value of ['a', 'b', 'c']) bag.add(value);
    expect(bag.remove(gone)).toBe(true);
    expect(bag.remove(gone)).toBe(false);
    expect(bag.size()).toBe(2);
    expect([...bag.values()].sort()).toEqual(['a', 'b', 'c'].filter((value) => value !== gone));
  }
});
