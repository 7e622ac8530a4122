import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, ratiosOf, spreadOf } from '../../figures.ts';
import { createLoader, tellGenerator } from '../load.ts';
import { size } from '../options.ts';
import { anOrder, postText } from '../orders.ts';
import { startBaseline, startStore, startTickets } from '../servers.ts';
import type { Row } from '../table.ts';
import { waitForDrained } from '../waiting-orders.ts';

/** Row 3: an order all the way, from the checkout's post until the answer that its ticket is stored. */
export async function measureRelay(): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir }));
  const store = stack.use(await startStore({ dir, env: { TICKETS_URL: tickets.url } }));
  const back = stack.use(await startBaseline('relay-chain-back', { dir }));
  const front = stack.use(await startBaseline('relay-chain-front', { dir, env: { TICKETS_URL: back.url } }));

  const order = { dir, request: postText('/api/pedidos', anOrder()), connections: 64 };
  // The store answers 201 as well when it has waited long enough for the ticket: that would be half the way.
  const load = createLoader({ ...order, holds: { text: '"estado":"entregada"', times: 1 } });
  const loadChain = createLoader({ ...order, holds: { text: '"ticket_id":', times: 1 } });
  await load.warm(store);
  await loadChain.warm(front);
  const found = await alternate({ ours: () => load(store), chain: () => loadChain(front) }, size);
  await waitForDrained(store);
  return [
    {
      number: 3,
      workload: 'whole relay: POST /api/pedidos until the ticket is stored, 64 connections',
      unit: '/s',
      ours: spreadOf(found.ours),
      baseline: { name: 'Express → axios → Express, no disk', figure: spreadOf(found.chain) },
      ratio: spreadOf(ratiosOf(found.ours, found.chain)),
      target: { of: 'ratio', bound: 'at least', value: 0.7, text: '≥ 0.7 ×' },
      note: tellGenerator([...load.results, ...loadChain.results]),
    },
  ];
}
