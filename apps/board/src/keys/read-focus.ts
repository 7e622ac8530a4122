import type { Focus } from './find-key.ts';
import type { Grid } from './step-in.ts';

/** The tickets as they stand on the page: what is filtered away is not among them. */
export function readGrid(): Grid {
  const lists = [...document.querySelectorAll<HTMLElement>('.tickets')];
  return lists
    .filter((list) => list.getClientRects().length > 0)
    .map((list) =>
      [...list.querySelectorAll<HTMLElement>(':scope > :not([hidden]) [data-ticket-id]')].map(idOf),
    );
}

/** The ticket on whose card something is. */
export function ticketAt(target: EventTarget | null): number | null {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-ticket-id]') : null;
  return card && idOf(card);
}

export function cardOf(ticketId: number | null): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-ticket-id="${ticketId}"]`);
}

/** What has the focus now, as far as a key's meaning depends on it. */
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
