import { setTimeout as sleep } from 'node:timers/promises';
import { snapshotSchema } from '@relevo/contract';
import { tempDir } from '@relevo/testkit/temp-dir';
import { spreadOf } from '../../figures.ts';
import { startBoards } from '../boards.ts';
import { size } from '../options.ts';
import { anOrder, post } from '../orders.ts';
import { startTickets } from '../servers.ts';
import type { Row, Target } from '../table.ts';

const openTickets = 500;
const mebibyte = 1_024 * 1_024;

/** Row 6: all boards lose their connection and come back at once, each for all open tickets. */
export async function measure(): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir }));
  for (let from = 0; from < openTickets; from += 100) {
    const some = Array.from({ length: 100 }, (_, at) => anOrder(`ABIERTO-${from + at}`));
    await post(`${tickets.url}/api/tickets/lote`, { tickets: some });
  }
  const boards = stack.use(await startBoards());
  await boards.open(tickets.url, size.boards);

  const seconds: number[] = [];
  const more: number[] = [];
  for (let round = 0; round < size.rounds * 2; round += 1) {
    const before = tickets.memory();
    let most = before;
    await boards.close();
    await sleep(500); // the service takes note that they are gone
    const watch = setInterval(() => {
      most = Math.max(most, tickets.memory());
    }, 20);
    const { ms, told } = await boards.open(tickets.url, size.boards, { subscribe: true });
    clearInterval(watch);
    assertRight(told);
    seconds.push(ms / 1_000);
    more.push((most - before) / mebibyte);
  }
  const row = (name: string, unit: string, figures: number[], value: number): Row => ({
    number: 6,
    workload: `${size.boards} boards reconnect at once, ${openTickets} open tickets: ${name}`,
    unit,
    ours: spreadOf(figures),
    target: { of: 'ours', bound: 'at most', value, text: `≤ ${value} ${unit}` } satisfies Target,
  });
  return [row('until all are right', 's', seconds, 5), row('memory above before', 'MiB', more, 95)];
}

/** Throws unless a board was told all open tickets, and not that something was wrong. */
function assertRight(told: unknown): void {
  const { tickets } = snapshotSchema.parse(told);
  if (tickets.length !== openTickets) throw new Error(`the boards were told ${tickets.length} open tickets`);
}
