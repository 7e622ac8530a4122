/** What has a meaning of its own when it is pressed, and text that somebody may want to copy. */
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

/** The open ticket's card that a pointer takes hold of. A finger takes it by its head: elsewhere it selects text. */
export function grabCard(target: EventTarget | null, pointerType: string): HTMLElement | null {
  if (!(target instanceof Element) || target.closest(notGrabbed.join())) return null;
  if (pointerType !== 'mouse' && !target.closest('.ticket-head, .ticket-sub')) return null;
  return target.closest<HTMLElement>('.columns [data-ticket-id]:not(.ticket-closed)');
}
