import { expect, it } from 'vitest';
import { decidePress } from './dragging.tsx';

it('treats a shaky click as a click, and a longer way of the mouse as a drag', () => {
  expect([decidePress('mouse', 0), decidePress('mouse', 6), decidePress('mouse', 7)]).toEqual([
    'wait',
    'wait',
    'drag',
  ]);
});

it('lets a finger or a pen that moves scroll', () => {
  for (const type of ['touch', 'pen']) {
    expect([decidePress(type, 10), decidePress(type, 11)]).toEqual(['wait', 'let-go']);
  }
});
