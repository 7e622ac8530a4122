/**
 * Handles a click once. The second click of a double click may land on the card that has moved up into the
 * place of the first; a key held down would click again and again.
 */
export function onlyClick(run: () => void): (event: MouseEvent) => void {
  return (event) => {
    if (event.detail <= 1) run();
  };
}

/** Stops Enter and the space bar from clicking again while they are held down. */
export function ignoreHeldKeys(event: KeyboardEvent): void {
  const clicks = event.key === 'Enter' || event.key === ' ';
  if (event.repeat && clicks && event.target instanceof HTMLButtonElement) event.preventDefault();
}
