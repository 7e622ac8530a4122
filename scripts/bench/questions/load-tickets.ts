import { tempDir } from '../../../test/support/temp-dir.ts';
import { alternate } from '../alternate.ts';
import { startBoards } from '../boards/start-boards.ts';
import { spreadOf } from '../figures.ts';
import { createLoader } from '../load/loader.ts';
import { anOrder, postText } from '../load/request-text.ts';
import { readLoopDelay } from '../processes/loop-delay.ts';
import { startTickets } from '../processes/services.ts';
import { settle } from '../processes/settle.ts';
import type { StartOptions } from '../processes/start-process.ts';
import { figure } from '../report/table.ts';
import { size } from '../size.ts';

/** The ticket service started in one way of several. */
export type Variant = Omit<StartOptions, 'dir'> & { entry?: URL };

/** Row 1 on the ticket service started in several ways, in turns. @returns a line for each: orders/s, loop delay */
export async function loadTickets(variants: Record<string, Variant>): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const delays: Record<string, number[]> = {};
  const subjects: Record<string, () => Promise<number>> = {};
  for (const [name, { entry, ...options }] of Object.entries(variants)) {
    const { path: dir } = stack.use(await tempDir());
    const load = createLoader({ dir, request: postText('/api/tickets', anOrder()), connections: 64 });
    const server = stack.use(await startTickets({ dir, ...options }, entry));
    const boards = stack.use(await startBoards());
    await boards.open(server.url, 1);
    const delaysOfThis: number[] = [];
    delays[name] = delaysOfThis;
    subjects[name] = async () => {
      await readLoopDelay(server.url);
      const perSecond = await load(server);
      delaysOfThis.push((await readLoopDelay(server.url)).p99Ms);
      await settle(boards);
      return perSecond;
    };
  }
  const found = await alternate(subjects, size);
  return Object.entries(found)
    .map(([name, rates]) => {
      const { median, min, max } = spreadOf(rates);
      const delay = spreadOf(delays[name]?.slice(1) ?? []);
      return `${name}: ${figure(median)}/s (${figure(min)}–${figure(max)}), loop delay p99 ${figure(delay.median)} ms`;
    })
    .join('\n');
}
