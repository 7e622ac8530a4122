import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, spreadOf } from '../figures.ts';
import { settle, startBoards } from './boards.ts';
import { createLoader } from './load.ts';
import { size } from './options.ts';
import { anOrder, postText } from './orders.ts';
import { readLoopDelay, type StartOptions, startTickets, type Variant } from './servers.ts';
import { figure } from './table.ts';

const mainThread = 'main-thread-writer';

/** Whether the SQLite writer is better in a thread of its own: row 1 both ways, on one core and on two. */
export function compareWriters(): Promise<string> {
  return loadTickets({
    'worker thread, two cores': {},
    'main thread, two cores': { variant: mainThread },
    'worker thread, one core': { cores: '0' },
    'main thread, one core': { variant: mainThread, cores: '0' },
  });
}

/** What a line for each request costs: row 1 with it and without. */
export function compareLogs(): Promise<string> {
  return loadTickets({
    'every request (info, the default)': {},
    'only trouble (warn)': { env: { LOG_LEVEL: 'warn' } },
  });
}

/** The ticket service started in one way of several. */
type Way = Omit<StartOptions, 'dir'> & { variant?: Variant };

/** Row 1 on the ticket service started in several ways, in turns. @returns a line for each: orders/s, loop delay */
async function loadTickets(ways: Record<string, Way>): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const delays: Record<string, number[]> = {};
  const subjects: Record<string, () => Promise<number>> = {};
  for (const [name, { variant, ...options }] of Object.entries(ways)) {
    const { path: dir } = stack.use(await tempDir());
    const load = createLoader({ dir, request: postText('/api/tickets', anOrder()), connections: 64 });
    const server = stack.use(await startTickets({ dir, ...options }, variant));
    const boards = stack.use(await startBoards());
    await boards.open(server.url, 1);
    const delaysOfThis: number[] = [];
    delays[name] = delaysOfThis;
    subjects[name] = async () => {
      await readLoopDelay(server.url);
      const perSecond = await load(server);
      delaysOfThis.push(await readLoopDelay(server.url));
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
