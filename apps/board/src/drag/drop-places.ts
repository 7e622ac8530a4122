import { type State, states } from '@relevo/contract';
import { labels } from '../view/labels.ts';

/** Where a card can be let go: the columns, and where one column fills the screen, the tabs that stand for the others. */
export type DropPlaces = { hover(x: number, y: number): State | null; clear(): void };

/** @param takes whether a card that is dropped there goes there: it shows on each place while the card is held */
export function markDropPlaces(takes: (state: State) => boolean): DropPlaces {
  const shown = [...document.querySelectorAll<HTMLElement>('.column[data-estado], .tab[data-estado]')].filter(
    (place) => place.getClientRects().length > 0,
  );
  const strip = stripFor(states.filter((state) => !shown.some((place) => stateOf(place) === state)));
  const places = [...shown, ...strip.querySelectorAll<HTMLElement>('[data-estado]')];
  for (const place of places) place.dataset.destino = takes(stateOf(place)) ? 'si' : 'no';
  let over: HTMLElement | null = null;
  const point = (next: HTMLElement | null) => {
    if (over) delete over.dataset.encima;
    if (next) next.dataset.encima = 'si';
    over = next;
  };
  return {
    hover(x, y) {
      const below = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-destino]') ?? null;
      if (below !== over) point(below);
      return below && stateOf(below);
    },
    clear() {
      point(null);
      strip.remove();
      for (const place of places) delete place.dataset.destino;
    },
  };
}

function stateOf(place: HTMLElement): State {
  return place.dataset.estado as State;
}

// The states that have no column on the screen, as long as a card is held.
function stripFor(missing: readonly State[]): HTMLElement {
  const strip = document.createElement('div');
  strip.className = 'drop-strip';
  strip.ariaHidden = 'true';
  for (const state of missing) {
    const place = document.createElement('div');
    place.dataset.estado = state;
    place.textContent = labels().states[state];
    strip.append(place);
  }
  document.body.append(strip);
  return strip;
}
