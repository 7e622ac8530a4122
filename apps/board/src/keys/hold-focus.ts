import type { Signal } from '@preact/signals-core';
import { cardOf, readGrid, ticketAt } from './read-focus.ts';
import { closestTo, type Place, placeOf } from './step-in.ts';

/**
 * Keeps the keyboard on its ticket: a card that is drawn anew, in its place or in another column, gets the focus
 * back that the browser took away with the old one. When its ticket leaves the board, the one next to it gets it.
 * @param selected the ticket that the focus was on last; kept up to date here
 * @returns what ends it
 */
export function holdFocus(board: HTMLElement, selected: Signal<number | null>): () => void {
  const ended = new AbortController();
  let place: Place | null = null;
  let held = false;

  const take = ({ target }: FocusEvent) => {
    const id = ticketAt(target);
    if (id === null) return;
    selected.value = id;
    held = true;
    place = placeOf(readGrid(), id);
  };
  // Who points at something else has let go of the card.
  const letGo = ({ target }: PointerEvent) => {
    const isAside = target instanceof Element && target.closest('dialog, .toasts');
    if (ticketAt(target) === null && !isAside) held = false;
  };
  const giveBack = () => {
    if (!held || document.querySelector('dialog[open]')) return;
    const grid = readGrid();
    const now = placeOf(grid, selected.peek());
    if (now) place = now;
    if (document.activeElement !== document.body) return;
    const id = now || !place ? selected.peek() : closestTo(grid, place);
    cardOf(id)?.focus({ preventScroll: true });
    // Who sees the focus has to see it where it is now; for a thumb the list must not jump.
    if (cardOf(id)?.matches(':focus-visible'))
      cardOf(id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  board.addEventListener('focusin', take, ended);
  board.addEventListener('pointerdown', letGo, ended);
  const observer = new MutationObserver(giveBack);
  observer.observe(board, { childList: true, subtree: true });
  return () => {
    ended.abort();
    observer.disconnect();
  };
}
