import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The three ways in which a device may ask for colours. */
export const colourings = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
} as const;

/**
 * What axe has against the page as it is now, in each colouring: every rule that it has, the size of targets too.
 * @returns one line for each element that breaks a rule
 */
export async function violationsOf(page: Page): Promise<string[]> {
  // As a text: the page's own policy lets no script in from elsewhere.
  await page.evaluate(`if (!window.axe) { ${axe.source} }`);
  const found: string[] = [];
  for (const [name, media] of Object.entries(colourings)) {
    await page.emulateMedia(media);
    const lines = (await page.evaluate(run)) as string[];
    found.push(...lines.map((line) => `${name}: ${line}`));
  }
  return found;
}

const run = `axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }).then(
  ({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => [id, target.join(' '), any[0]?.message ?? ''].join(' · '))))`;
