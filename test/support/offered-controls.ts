import type { BoardPage } from './board-page.ts';

/** What a card offers: on its face, and in its menu. */
export type OfferedControls = { face: string[]; menu: string[] };

/** Opens every card of the page, on both of its sides, and reads the names of its controls. */
export async function offeredControls({ page }: BoardPage): Promise<Map<number, OfferedControls>> {
  await page.evaluate(`for (const card of document.querySelectorAll('details')) card.open = true`);
  const offered = new Map<number, OfferedControls>();
  for (const card of await page.locator('[data-ticket-id]').all()) {
    const face = await namesIn(card);
    const menu: string[] = [];
    if (face.includes('mas')) {
      await bringInSight(page, card);
      await card.locator('[data-accion="mas"]').click();
      const dialog = page.locator('dialog[open] .modal-body');
      await dialog.waitFor();
      menu.push(...(await namesIn(dialog)));
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
    }
    offered.set(Number(await card.getAttribute('data-ticket-id')), { face, menu });
  }
  return offered;
}

/** Closed orders are on the other side of the board. */
async function bringInSight(page: BoardPage['page'], card: ReturnType<BoardPage['card']>): Promise<void> {
  if (await card.isVisible()) return;
  await page.locator(':is([data-accion="ver-cerrados"], [data-accion="cambiar-lado"]):visible').click();
}

async function namesIn(part: ReturnType<BoardPage['card']>): Promise<string[]> {
  const controls = await part.locator('[data-accion]').all();
  const names = await Promise.all(controls.map((control) => control.getAttribute('data-accion')));
  return [...new Set(names.map(String))].toSorted();
}
