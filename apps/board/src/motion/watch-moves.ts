import { effect } from '@preact/signals-core';
import { type State, states } from '@relevo/contract';
import type { BoardView } from '../view/board-view.ts';
import { flyFrom } from './fly-card.ts';
import { movedCards, type Places } from './moved-cards.ts';

/** Shows where a card went when it changes its column. The page itself does not wait for it. @returns ends it */
export function watchMoves(view: Pick<BoardView, 'columns'>, page: HTMLElement): () => void {
  let before: Places = new Map();
  return effect(() => {
    const after = placesOf(view);
    // Signals are ahead of the page: the cards still stand where they were.
    for (const id of movedCards(before, after)) flyFrom(page, id);
    before = after;
  });
}

function placesOf({ columns }: Pick<BoardView, 'columns'>): Places {
  const places = new Map<number, State>();
  for (const state of states) for (const { ticket_id } of columns[state].value) places.set(ticket_id, state);
  return places;
}
