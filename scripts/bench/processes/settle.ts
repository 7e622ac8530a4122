import { setTimeout as sleep } from 'node:timers/promises';
import type { Boards } from '../boards/start-boards.ts';
import type { Running } from './start-process.ts';

/** Waits until the boards have heard everything: no event for 200 ms. What is still on its way belongs to nobody else's round. */
export async function settle(boards: Boards): Promise<void> {
  for (let before = -1, now = await boards.events(); now !== before; ) {
    before = now;
    await sleep(200);
    now = await boards.events();
  }
}

// Longer than the service waits until it looks for something to do.
const putOffMs = 2_200;

/**
 * Lets a service do what it has put off to a quiet moment (the index of the search), so that it does not fall into the
 * round of another: waits until it uses next to no processor time.
 */
export async function rest(server: Running): Promise<void> {
  await sleep(putOffMs);
  for (;;) {
    const before = server.cpuMs();
    await sleep(200);
    if (!(server.cpuMs() - before > 20)) return;
  }
}
