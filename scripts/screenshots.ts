/* `npm run screenshots [-- name …]`: a shift on the real ticket service, and pictures of it in docs/images. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../test/support/browser.ts';
import { adminOf, memberOf, tvOf } from '../test/support/people.ts';
import { ticketsForTest } from '../test/support/services.ts';
import { settableClock } from '../test/support/settable-clock.ts';
import { buildBoard } from './build-board.ts';
import { root } from './root.ts';
import { pictures } from './screenshots/pictures.ts';
import { playShift } from './screenshots/play-shift.ts';
import { takePicture } from './screenshots/take-picture.ts';

// A Friday at half past nine in the evening in Buenos Aires: the rush.
const endMs = Date.UTC(2026, 4, 16, 0, 30);
const hourMs = 3_600_000;

const asked = process.argv.slice(2);
const folder = process.env.SCREENSHOTS_DIR ?? join(root, 'docs', 'images');
const wanted = pictures.filter(({ name }) => asked.length === 0 || asked.some((one) => name.startsWith(one)));

await buildBoard();
await mkdir(folder, { recursive: true });
const clock = settableClock(endMs - 11 * hourMs);
await using service = await ticketsForTest({ clock });
const admin = await adminOf(service);
const operator = await memberOf(admin, 'operador', 'María');
const drivers = await playShift(admin, clock, endMs);
const driver = drivers.get('Nahuel') ?? operator;
const lookers = { operator, driver, tv: await tvOf(admin) };
// The sound of a page that somebody has worked on is not blocked.
await using browser = await launchBrowser('--autoplay-policy=no-user-gesture-required');
for (const picture of wanted) {
  const path = join(folder, `${picture.name}.png`);
  await takePicture(browser, picture, lookers[picture.as], path);
  process.stdout.write(`${path} ${Math.round((await stat(path)).size / 1024)} kB\n`);
}
