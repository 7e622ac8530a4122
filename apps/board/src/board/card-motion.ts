import { effect } from '@preact/signals-core';
import { type State, states } from '@relevo/contract';
import type { BoardView } from './board-view.ts';

/** Animates cards that change their column. The page does not wait for it. @returns a function that stops it */
export function watchMoves(view: Pick<BoardView, 'columns'>, page: HTMLElement): () => void {
  let before: Places = new Map();
  return effect(() => {
    const after = placesOf(view);
    // Signals change before the page: the cards are still in their old places.
    for (const id of movedCards(before, after)) flyFrom(page, id);
    before = after;
  });
}

function placesOf({ columns }: Pick<BoardView, 'columns'>): Places {
  const places = new Map<number, State>();
  for (const state of states) for (const { ticket_id } of columns[state].value) places.set(ticket_id, state);
  return places;
}

const flightMs = 260;
const calm = '(prefers-reduced-motion: reduce)';

/**
 * Animates a copy of a card from its current place to its place in the next frame. The columns clip their content, so the
 * copy moves above them. It takes no input and is hidden from screen readers; the card itself is in its new place at once.
 */
export function flyFrom(page: HTMLElement, ticketId: number): void {
  const old = findCard(page, ticketId);
  if (!old || document.visibilityState === 'hidden' || matchMedia(calm).matches) return;
  const from = old.getBoundingClientRect();
  if (from.width === 0 || from.bottom < 0 || from.top > innerHeight) return;
  const picture = pictureOf(old, from);

  requestAnimationFrame(() => {
    const card = findCard(page, ticketId);
    if (!card || card === old) return;
    const to = card.getBoundingClientRect();
    page.append(picture);
    const way = `translate(${to.left - from.left}px, ${to.top - from.top}px)`;
    const flight = picture.animate(
      [
        { transform: 'none', opacity: 1 },
        { transform: way, opacity: 0.85, offset: 0.8 },
        { transform: way, opacity: 0 },
      ],
      { duration: flightMs, easing: 'cubic-bezier(0.3, 0, 0.1, 1)' },
    );
    const land = () => picture.remove();
    flight.finished.then(land, land);
    card.animate([{ opacity: 0.35 }, { opacity: 1 }], { duration: flightMs, easing: 'ease-in' });
  });
}

function findCard(page: HTMLElement, ticketId: number): HTMLElement | null {
  return page.querySelector<HTMLElement>(`[data-ticket-id="${ticketId}"]`);
}

function pictureOf(card: HTMLElement, { left, top, width, height }: DOMRect): HTMLElement {
  const picture = card.cloneNode(true) as HTMLElement;
  picture.inert = true;
  picture.setAttribute('aria-hidden', 'true');
  picture.classList.add('in-flight');
  // The copy is no card: queries for cards must not find it.
  for (const part of [picture, ...picture.querySelectorAll<HTMLElement>('*')]) {
    for (const name of ['id', 'data-ticket-id', 'data-numero', 'data-accion', 'name', 'aria-labelledby']) {
      part.removeAttribute(name);
    }
  }
  Object.assign(picture.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  return picture;
}

/** How many cards may move at once: nobody could follow more. */
const followable = 3;

export type Places = ReadonlyMap<number, State>;

/**
 * Returns the ids of the cards that moved from one column to another, if they are few enough for the eye to follow. The
 * first load and a long absence move nothing.
 */
export function movedCards(before: Places, after: Places): number[] {
  const moved: number[] = [];
  for (const [id, state] of after) {
    const from = before.get(id);
    if (from !== undefined && from !== state) moved.push(id);
  }
  return moved.length <= followable ? moved : [];
}
