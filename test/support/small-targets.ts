import type { Page } from 'playwright-core';

/**
 * Every control of the page that a thumb would miss: smaller than 44 × 44 CSS pixels, its label counted in. Links
 * within a text are as high as the text, as WCAG 2.5.5 lets them be.
 */
export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(measure);
}

const measure = `(() => {
  const open = document.querySelector('dialog[open]') ?? document;
  const controls = open.querySelectorAll('button, a[href], input, select, textarea, summary, [role="button"]');
  const small = [];
  for (const control of controls) {
    if (!control.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true })) continue;
    if (control.matches('p a, li:not(.menu > li) > bdi a')) continue;
    const target = control.closest('label') ?? control;
    const { width, height } = target.getBoundingClientRect();
    if (width >= 43.5 && height >= 43.5) continue;
    if (width === 0 && height === 0) continue;
    small.push([control.tagName, control.className, control.dataset.accion, Math.round(width) + 'x' + Math.round(height)].join(' '));
  }
  return small;
})()`;
