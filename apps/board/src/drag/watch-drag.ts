import type { State } from '@relevo/contract';
import type { Clock } from '../device/clock.ts';
import { createTimer } from '../device/clock.ts';
import { type DropPlaces, markDropPlaces } from './drop-places.ts';
import { type Ghost, makeGhost } from './ghost.ts';
import { grabCard } from './grab-card.ts';
import { holdMs, judgePress } from './judge-press.ts';

type Press = { card: HTMLElement; ticketId: number; x: number; y: number; pointerId: number; type: string };
type Held = { ghost: Ghost; places: DropPlaces; over: State | null };

/**
 * Lets cards be carried to another column, by pointer events: the browser's own drag and drop knows no fingers.
 * @param takes whether a ticket goes to a state; null: this ticket is not to be carried at all
 * @returns what ends it
 */
export function watchDrag(
  board: HTMLElement,
  deps: {
    clock: Clock;
    takes(ticketId: number): ((state: State) => boolean) | null;
    drop(ticketId: number, state: State): void;
  },
): () => void {
  const ended = new AbortController();
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
  ) => board.addEventListener(type, run, { ...more, signal: ended.signal });

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
      const about = judgePress(press.type, Math.hypot(x, y));
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
  // While a card is held, a finger does not scroll, and no menu comes up under it.
  listen('touchmove', (event) => held && event.preventDefault(), { passive: false });
  listen('contextmenu', (event) => press && press.type !== 'mouse' && event.preventDefault());
  document.addEventListener(
    'keydown',
    (event) => {
      if (!held || event.key !== 'Escape') return;
      event.preventDefault();
      swallowClick();
      letGo();
    },
    { capture: true, signal: ended.signal },
  );
  return () => {
    letGo();
    ended.abort();
  };
}

// A drag ends with a click on whatever is below; it is none.
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    // By a key or a screen reader: a finger's drag has no click at its end, and somebody has gone on otherwise.
    if (event.detail === 0) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  // A press that begins later has a click of its own.
  const stop = () => window.removeEventListener('click', swallow, { capture: true });
  window.addEventListener('pointerdown', stop, { capture: true, once: true });
}
