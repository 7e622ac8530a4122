import { buildBoard } from '../../scripts/start/build-board.ts';
import { browserPath } from './browser.ts';

/** Runs once before all tests: the ticket service serves the page as it is now, and the browser is there. */
export async function setup(): Promise<void> {
  await buildBoard();
  await browserPath();
}
