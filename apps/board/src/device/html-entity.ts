/**
 * The sign that an HTML entity stands for; the entity itself where it is none. On the page in the place of the same function
 * of `ticket-rules`, which needs a table for it.
 * @param entity `&`, a name or number, and `;`: nothing that could be an element
 */
export function signOf(entity: string): string {
  return new DOMParser().parseFromString(`<body>${entity}`, 'text/html').body.textContent ?? entity;
}
