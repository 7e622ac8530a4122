import { expect, it } from 'vitest';
import { helpRows, helpWords } from './key-help.tsx';
import { keyTable } from './key-table.ts';

it('shows every key of the table, and no other except Escape', () => {
  const shown = Object.values(helpRows()).flat();
  const keys = shown.flatMap((row) => row.keys).toSorted();
  expect(keys).toEqual([...keyTable.flatMap((binding) => binding.keys), 'Escape'].toSorted());
});

it('has words for each line in both languages', () => {
  for (const { line } of Object.values(helpRows()).flat()) {
    for (const { actions } of Object.values(helpWords.both)) expect(actions[line]).toMatch(/\S/);
  }
});
