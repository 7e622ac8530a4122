import type { Page } from 'playwright-core';

/** What may be wider than its box: the names of people, which have no end; an ellipsis says where they are cut. */
const cutOnPurpose = ['.ticket-who', '.who-name'];

/** Every element whose content is wider than its box, or that sticks out of the window where nothing scrolls. */
export async function overflows(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(${find})(${JSON.stringify(cutOnPurpose)})`);
}

const find = `(allowed) => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const nameOf = ({ tagName, className, dataset, textContent }) =>
    [tagName.toLowerCase() + '.' + String(className.baseVal ?? className).replace(/ /g, '.'), dataset.accion ?? '',
      JSON.stringify(textContent.slice(0, 60))].join(' ');
  // Only for who has the page read out.
  const unseen = (element) => element !== null &&
    (getComputedStyle(element).clipPath === 'inset(50%)' || unseen(element.parentElement));
  const found = [];
  if (document.documentElement.scrollWidth > width) found.push('the page is ' + document.documentElement.scrollWidth);
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (element.closest('svg, ' + allowed.join()) || unseen(element)) continue;
    const { left, right } = element.getBoundingClientRect();
    let scroller = element.parentElement;
    while (scroller && !scrolls(scroller)) scroller = scroller.parentElement;
    if (!scroller && (left < -1 || right > width + 1)) found.push('out of the window: ' + nameOf(element));
    const inner = element.clientWidth;
    if (inner === 0 || scrolls(element)) continue;
    if (element.scrollWidth > inner + 1) {
      found.push(element.scrollWidth + ' > ' + inner + ': ' + nameOf(element));
    }
  }
  return found;
}`;
