import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, ratiosOf, spreadOf } from '../../figures.ts';
import { settle, startBoards } from '../boards.ts';
import { assertAllHeard, createLoader, describeGenerator } from '../load.ts';
import { size } from '../options.ts';
import { anOrder, mark, postText } from '../orders.ts';
import { startTickets } from '../servers.ts';
import type { Row } from '../table.ts';

const lot = 100;

/** Row 2: a hundred orders a request, beside one order a request on the same service. */
export async function measure(): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir }));
  const boards = stack.use(await startBoards());
  await boards.open(tickets.url, 1);

  const many = Array.from({ length: lot }, (_, nth) => anOrder(`${mark}-${nth}`));
  const postMany = postText('/api/tickets/lote', { tickets: many });
  const one = createLoader({ dir, request: postText('/api/tickets', anOrder()), connections: 64 });
  // The answer to a batch is a 200 whatever became of its items.
  const holds = { text: '"status":201', times: lot };
  const batch = createLoader({ dir, request: postMany, connections: 8, holds });
  await one.warm(tickets);
  await batch.warm(tickets);
  await settle(boards);
  const found = await alternate(
    {
      async one() {
        const perSecond = await one(tickets);
        await settle(boards);
        return perSecond;
      },
      async batch() {
        const perSecond = await batch(tickets);
        await settle(boards);
        return perSecond * lot;
      },
    },
    size,
  );
  await assertAllHeard(tickets, boards, [
    { load: one, perAnswer: 1 },
    { load: batch, perAnswer: lot },
  ]);
  return [
    {
      number: 2,
      workload: 'POST /api/tickets/lote of 100, 8 connections, 1 board',
      unit: 'tickets/s',
      ours: spreadOf(found.batch),
      baseline: { name: 'one a request', figure: spreadOf(found.one) },
      ratio: spreadOf(ratiosOf(found.batch, found.one)),
      target: { of: 'ratio', bound: 'at least', value: 5, text: '≥ 5 ×' },
      note: describeGenerator([...one.results, ...batch.results]),
    },
  ];
}
