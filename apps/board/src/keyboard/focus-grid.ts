import type { Signal } from '@preact/signals-core';
import type { Focus, Way } from './key-table.ts';

/** The ids of the tickets on the screen: columns from left to right, each from top to bottom. */
type Grid = readonly (readonly number[])[];
type Place = { column: number; row: number };

function placeOf(grid: Grid, id: number | null): Place | null {
  for (const [column, ids] of grid.entries()) {
    const row = id === null ? -1 : ids.indexOf(id);
    if (row >= 0) return { column, row };
  }
  return null;
}

/** Returns the ticket one step away from another; without a start, the first of all. Null if there is none. */
export function stepIn(grid: Grid, from: number | null, way: Way): number | null {
  const place = placeOf(grid, from);
  if (!place) return grid.find((ids) => ids.length > 0)?.[0] ?? null;
  const { column, row } = place;
  const own = grid[column] ?? [];
  switch (way) {
    case 'up':
      return own[Math.max(0, row - 1)] ?? null;
    case 'down':
      return own[Math.min(own.length - 1, row + 1)] ?? null;
    case 'first':
      return own[0] ?? null;
    case 'last':
      return own[own.length - 1] ?? null;
    case 'left':
      return besides(grid.slice(0, column).reverse(), row) ?? from;
    case 'right':
      return besides(grid.slice(column + 1), row) ?? from;
  }
}

/** Returns the ticket closest to the place of one that has left: the one that took its place, or else its neighbour. */
export function closestTo(grid: Grid, { column, row }: Place): number | null {
  const own = grid[column] ?? [];
  const sides = [...grid.slice(0, column).reverse(), ...grid.slice(column + 1)];
  return own[Math.min(row, own.length - 1)] ?? besides(sides, row);
}

// Skips columns without tickets, and enters a shorter column at its end.
function besides(columns: Grid, row: number): number | null {
  const ids = columns.find(({ length }) => length > 0);
  return ids?.[Math.min(row, ids.length - 1)] ?? null;
}

/** Reads the tickets as they stand on the page, without those that the filter hides. */
export function readGrid(): Grid {
  const lists = [...document.querySelectorAll<HTMLElement>('.tickets')];
  return lists
    .filter((list) => list.getClientRects().length > 0)
    .map((list) =>
      [...list.querySelectorAll<HTMLElement>(':scope > :not([hidden]) [data-ticket-id]')].map(idOf),
    );
}

/** Returns the id of the ticket whose card contains an element. */
function ticketAt(target: EventTarget | null): number | null {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-ticket-id]') : null;
  return card && idOf(card);
}

export function cardOf(ticketId: number | null): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-ticket-id="${ticketId}"]`);
}

/** Reads where the focus is, as far as a key's meaning depends on it. */
export function readFocus(): Focus {
  const active = document.activeElement;
  if (!active || active === document.body) return { kind: 'board' };
  if (isField(active)) return { kind: active.id === 'buscar' ? 'search' : 'typing' };
  const ticketId = ticketAt(active);
  if (ticketId !== null) {
    return { kind: active.hasAttribute('data-ticket-id') ? 'card' : 'in-card', ticketId };
  }
  return active.matches('.tickets') ? { kind: 'board' } : { kind: 'control' };
}

const notTyped = ['checkbox', 'radio', 'button', 'submit', 'range'];

function isField(element: Element): boolean {
  if (element instanceof HTMLInputElement) return !notTyped.includes(element.type);
  return element.matches('textarea, select, [contenteditable]');
}

function idOf(card: HTMLElement): number {
  return Number(card.dataset.ticketId);
}

function isFocusVisible(card: HTMLElement | null): boolean {
  try {
    return card?.matches(':focus-visible') ?? false;
  } catch {
    // Older browsers do not know the selector.
    return false;
  }
}

/**
 * Keeps the keyboard focus on its ticket. When a card is drawn again, in its place or in another column, the browser
 * drops the focus with the old card, and this restores it. When the ticket leaves the board, its neighbour gets the focus.
 * @param selected the ticket that last had the focus; this keeps it up to date
 * @returns a function that stops it
 */
export function holdFocus(board: HTMLElement, selected: Signal<number | null>): () => void {
  let place: Place | null = null;
  let held = false;

  const take = ({ target }: FocusEvent) => {
    const id = ticketAt(target);
    if (id === null) return;
    selected.value = id;
    held = true;
    place = placeOf(readGrid(), id);
  };
  // A press elsewhere means that the person has left the card.
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
    // Scroll to the focus where it is visible; for touch the list must not jump.
    if (isFocusVisible(cardOf(id))) cardOf(id)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  board.addEventListener('focusin', take);
  board.addEventListener('pointerdown', letGo);
  const observer = new MutationObserver(giveBack);
  observer.observe(board, { childList: true, subtree: true });
  return () => {
    board.removeEventListener('focusin', take);
    board.removeEventListener('pointerdown', letGo);
    observer.disconnect();
  };
}
