import { expect, it } from 'vitest';
import { judgePress } from './dragging.tsx';

it('treats a shaky click as a click, and a longer way of the mouse as a drag', () => {
  expect([judgePress('mouse', 0), judgePress('mouse', 6), judgePress('mouse', 7)]).toEqual([
    'wait',
    'wait',
    'drag',
  ]);
});

it('lets a finger or a pen that moves scroll', () => {
  for (const type of ['touch', 'pen']) {
    expect([judgePress(type, 10), judgePress(type, 11)]).toEqual(['wait', 'let-go']);
  }
});
