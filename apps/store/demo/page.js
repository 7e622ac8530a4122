// @ts-check

/**
 * Returns the element with this id.
 * @template {Element} T
 * @param {string} id
 * @param {abstract new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/**
 * Copies the one element of a template.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyTemplate(id) {
  const first = byId(id, HTMLTemplateElement).content.firstElementChild;
  return /** @type {HTMLElement} */ (first?.cloneNode(true));
}

/**
 * Puts texts into the parts of an element that are marked `data-part`. Text only, never markup.
 * @param {ParentNode} root
 * @param {Record<string, string>} texts
 */
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const part = root.querySelector(`[data-part="${name}"]`);
    if (part && part.textContent !== text) part.textContent = text;
  }
}
