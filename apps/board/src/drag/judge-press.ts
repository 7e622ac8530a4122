/** A finger that rests for this long on a card takes it up; one that moves before scrolls the list. */
export const holdMs = 350;

const mouseSlopPx = 6;
const fingerSlopPx = 10;

/** What a pointer that was put down on a card is about, once it has moved this far. A finger's drag begins by resting. */
export function judgePress(pointerType: string, movedPx: number): 'wait' | 'drag' | 'let-go' {
  if (pointerType === 'mouse') return movedPx > mouseSlopPx ? 'drag' : 'wait';
  return movedPx > fingerSlopPx ? 'let-go' : 'wait';
}
