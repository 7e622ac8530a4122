import type { Page } from 'playwright-core';

const searches = ['pizza', 'nunez 4', '11-5555', 'corrientes 12'];
/** A quick typist's eight keys a second. */
const betweenKeysMs = 125;

/** Types searches and takes them back letter by letter, for so long, as quickly as somebody who types well. */
export async function typeSearches(page: Page, seconds: number): Promise<void> {
  await page.locator('#buscar').focus();
  const until = Date.now() + seconds * 1_000;
  for (let nth = 0; Date.now() < until; nth += 1) {
    const text = searches[nth % searches.length] ?? '';
    for (const key of [...text, ...Array<string>(text.length).fill('Backspace')]) {
      const from = Date.now();
      await page.keyboard.press(key);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, from + betweenKeysMs - Date.now())));
    }
  }
}
