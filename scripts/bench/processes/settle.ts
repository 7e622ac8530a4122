import { setTimeout as sleep } from 'node:timers/promises';
import type { Boards } from '../boards/start-boards.ts';

/** Waits until the boards have heard everything: no event for 200 ms. What is still on its way belongs to nobody else's round. */
export async function settle(boards: Boards): Promise<void> {
  for (let before = -1, now = await boards.events(); now !== before; ) {
    before = now;
    await sleep(200);
    now = await boards.events();
  }
}
