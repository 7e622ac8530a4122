import './drag.css';
import { type State, states } from '@relevo/contract';
import { useEffect } from 'preact/hooks';
import { decideDrop, moveTicket } from '../actions/move-ticket.ts';
import type { TicketActions } from '../actions/ticket-actions.ts';
import { type Clock, createTimer } from '../device/clock.ts';
import { labels } from '../i18n/labels.ts';
import type { Hint } from '../ui/hint.tsx';

/** Lets people drag a card to another column. It does the same as the card's buttons, or says why not. */
export function Dragging({ actions, hint, clock }: { actions: TicketActions; hint: Hint; clock: Clock }) {
  useEffect(() => {
    const board = document.querySelector<HTMLElement>('.board');
    if (!board) return;
    return watchDrag(board, {
      clock,
      takes(ticketId) {
        const ticket = actions.find(ticketId);
        if (!ticket) return null;
        const offers = actions.offers(ticket);
        if (!Object.values(offers).some(Boolean)) return null;
        return (state) => decideDrop(ticket, offers, state).kind !== 'no';
      },
      drop(ticketId, state) {
        const ticket = actions.find(ticketId);
        // Dropped in its own column: nothing to do.
        if (ticket && ticket.estado !== state) hint.say(moveTicket(actions, ticket, state) ?? '');
      },
    });
  }, [actions, hint, clock]);
  return null;
}

type Press = { card: HTMLElement; ticketId: number; x: number; y: number; pointerId: number; type: string };
type Held = { ghost: Ghost; places: DropPlaces; over: State | null };

/**
 * Watches for drags by pointer events, because the browser's drag and drop does not support touch.
 * @param takes tells whether a ticket can move to a state; null: this ticket cannot be dragged
 * @returns a function that stops it
 */
function watchDrag(
  board: HTMLElement,
  deps: {
    clock: Clock;
    takes(ticketId: number): ((state: State) => boolean) | null;
    drop(ticketId: number, state: State): void;
  },
): () => void {
  const stops: (() => void)[] = [];
  const hold = createTimer(deps.clock);
  let press: Press | null = null;
  let held: Held | null = null;

  const start = () => {
    const takes = press && deps.takes(press.ticketId);
    if (!press || !takes || !press.card.isConnected) return letGo();
    getSelection()?.removeAllRanges();
    board.setPointerCapture(press.pointerId);
    document.documentElement.dataset.arrastrando = 'si';
    press.card.dataset.llevado = 'si';
    held = { ghost: makeGhost(press.card), places: markDropPlaces(takes), over: null };
  };
  const letGo = () => {
    hold.clear();
    held?.ghost.remove();
    held?.places.clear();
    delete document.documentElement.dataset.arrastrando;
    if (press) delete press.card.dataset.llevado;
    press = null;
    held = null;
  };

  const listen = <K extends keyof HTMLElementEventMap>(
    type: K,
    run: (event: HTMLElementEventMap[K]) => void,
    more: AddEventListenerOptions = {},
    on: HTMLElement | Document = board,
  ) => {
    const heard = run as EventListener;
    on.addEventListener(type, heard, more);
    stops.push(() => on.removeEventListener(type, heard, more));
  };

  listen('pointerdown', (event) => {
    const card = event.button === 0 && event.isPrimary ? grabCard(event.target, event.pointerType) : null;
    if (held || !card) return;
    const { clientX: x, clientY: y, pointerId, pointerType: type } = event;
    press = { card, ticketId: Number(card.dataset.ticketId), x, y, pointerId, type };
    if (type !== 'mouse') hold.set(holdMs, start);
  });
  listen('pointermove', (event) => {
    if (!press || event.pointerId !== press.pointerId) return;
    const [x, y] = [event.clientX - press.x, event.clientY - press.y];
    if (!held) {
      const about = decidePress(press.type, Math.hypot(x, y));
      if (about === 'let-go') letGo();
      if (about === 'drag') start();
    }
    if (!held) return;
    held.ghost.moveBy(x, y);
    held.over = held.places.hover(event.clientX, event.clientY);
  });
  listen('pointerup', (event) => {
    if (event.pointerId !== press?.pointerId) return;
    const { ticketId } = press;
    const over = held?.over ?? null;
    if (held) swallowClick();
    letGo();
    if (over) deps.drop(ticketId, over);
  });
  listen('pointercancel', letGo);
  // While a card is held, touch does not scroll and opens no context menu.
  listen('touchmove', (event) => held && event.preventDefault(), { passive: false });
  listen('contextmenu', (event) => press && press.type !== 'mouse' && event.preventDefault());
  listen(
    'keydown',
    (event) => {
      if (!held || event.key !== 'Escape') return;
      event.preventDefault();
      swallowClick();
      letGo();
    },
    { capture: true },
    document,
  );
  return () => {
    letGo();
    for (const stop of stops) stop();
  };
}

// The browser ends a drag with a click on the element below: ignore that click.
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    // This click comes from a key or a screen reader. A drag by touch ends without a click, so the person has moved on.
    if (event.detail === 0) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  // A later press has a click of its own.
  const stop = () => window.removeEventListener('click', swallow, { capture: true });
  window.addEventListener('pointerdown', stop, { capture: true, once: true });
}

/** Elements that do not start a drag: controls, and text that people may want to copy. */
const notGrabbed = [
  'button',
  'a',
  'input',
  'label',
  'select',
  'textarea',
  'summary',
  '.ticket-facts',
  '.ticket-notes',
];

/** Returns the open ticket's card under a pointer. Touch grabs a card only by its head: elsewhere it selects text. */
function grabCard(target: EventTarget | null, pointerType: string): HTMLElement | null {
  if (!(target instanceof Element) || target.closest(notGrabbed.join())) return null;
  if (pointerType !== 'mouse' && !target.closest('.ticket-head, .ticket-sub')) return null;
  return target.closest<HTMLElement>('.columns [data-ticket-id]:not(.ticket-closed)');
}

/** How long a finger must rest on a card to start a drag, in ms. If it moves earlier, the list scrolls. */
const holdMs = 350;

const mouseSlopPx = 6;
const fingerSlopPx = 10;

/** Decides what a pointer on a card does after it moved this far, in px. A drag by touch starts by resting instead. */
export function decidePress(pointerType: string, movedPx: number): 'wait' | 'drag' | 'let-go' {
  if (pointerType === 'mouse') return movedPx > mouseSlopPx ? 'drag' : 'wait';
  return movedPx > fingerSlopPx ? 'let-go' : 'wait';
}

/** Where a card can be dropped: the columns and, where one column fills the screen, the tabs of the others. */
type DropPlaces = { hover(x: number, y: number): State | null; clear(): void };

/** Marks the drop places while a card is held. @param takes whether the card can move there */
function markDropPlaces(takes: (state: State) => boolean): DropPlaces {
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

// Shows the states without a column on the screen while a card is held.
function stripFor(missing: readonly State[]): HTMLElement {
  const strip = document.createElement('div');
  strip.className = 'drop-strip';
  strip.setAttribute('aria-hidden', 'true');
  for (const state of missing) {
    const place = document.createElement('div');
    place.dataset.estado = state;
    place.textContent = labels().states[state];
    strip.append(place);
  }
  document.body.append(strip);
  return strip;
}

/** The copy of a card that follows the pointer; the card itself stays in its place. */
type Ghost = { moveBy(x: number, y: number): void; remove(): void };

function makeGhost(card: HTMLElement): Ghost {
  const { left, top, width } = card.getBoundingClientRect();
  const ghost = card.cloneNode(true) as HTMLElement;
  // The copy is only a picture: no second ticket, no controls, nothing for a screen reader.
  for (const element of [
    ghost,
    ...ghost.querySelectorAll<HTMLElement>('[id], [data-accion], [data-indice]'),
  ]) {
    for (const name of ['id', 'data-ticket-id', 'data-accion', 'data-indice']) element.removeAttribute(name);
  }
  ghost.inert = true;
  ghost.classList.add('drag-ghost');
  Object.assign(ghost.style, { left: `${left}px`, top: `${top}px`, width: `${width}px` });
  document.body.append(ghost);
  return {
    moveBy: (x, y) => ghost.style.setProperty('--moved', `translate(${x}px, ${y}px)`),
    remove: () => ghost.remove(),
  };
}
