/** The picture of a card that goes along with the pointer; the card itself stays where it is. */
export type Ghost = { moveBy(x: number, y: number): void; remove(): void };

export function makeGhost(card: HTMLElement): Ghost {
  const { left, top, width } = card.getBoundingClientRect();
  const ghost = card.cloneNode(true) as HTMLElement;
  // A picture and nothing else: no second ticket, no control, nothing that is read out.
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
    moveBy: (x, y) => ghost.style.setProperty('translate', `${x}px ${y}px`),
    remove: () => ghost.remove(),
  };
}
