import axe from 'axe-core';
import type { Page } from 'playwright-core';

// The rules that look at colours. What the others look at is the same in every colouring, and they take time.
const aboutColours = ['color-contrast', 'link-in-text-block'];

/** The three ways in which a device may ask for colours, and how axe looks at each: once by every rule that it has. */
const colourings = [
  { name: 'light', media: { colorScheme: 'light', forcedColors: 'none' }, only: null },
  { name: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' }, only: aboutColours },
  { name: 'forced', media: { colorScheme: 'dark', forcedColors: 'active' }, only: aboutColours },
] as const;

/**
 * What axe has against the page as it is now, in each colouring: by every rule that it has, the size of targets too.
 * @returns one line for each element that breaks a rule
 */
export async function violationsOf(page: Page): Promise<string[]> {
  // As a text: the page's own policy lets no script in from elsewhere.
  await page.evaluate(`if (!window.axe) { ${axe.source} }`);
  const found: string[] = [];
  for (const { name, media, only } of colourings) {
    await page.emulateMedia(media);
    const lines = (await page.evaluate(runAxe(only))) as string[];
    found.push(...lines.map((line) => `${name}: ${line}`));
  }
  return found;
}

function runAxe(only: readonly string[] | null): string {
  const options = {
    resultTypes: ['violations'],
    ...(only ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } }),
  };
  return `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => [id, target.join(' '), any[0]?.message ?? ''].join(' · '))))`;
}
