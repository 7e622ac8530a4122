/** After a card has moved to another column: the focus goes with it, unless it is somewhere else by now. */
export function keepFocus(ticketId: number): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const card = document.querySelector(`[data-ticket-id="${ticketId}"]`);
    const control = card?.querySelector<HTMLElement>('.ticket-actions button, summary');
    control?.focus({ preventScroll: true });
  });
}
