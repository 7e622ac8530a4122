import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, ratiosOf, spreadOf } from '../../figures.ts';
import { createLoader, describeGenerator } from '../load.ts';
import { size } from '../options.ts';
import { anOrder, postText } from '../orders.ts';
import { startBaseline, startStore, startTickets } from '../servers.ts';
import type { Checkouts, Comparison, Row } from '../table.ts';
import { waitForDrained } from '../waiting-orders.ts';

const workload = 'whole relay: POST /api/pedidos until the ticket is stored, 64 connections';
// The store answers 201 as well when it has waited long enough for the ticket: that would be half the way.
const wholeWay = { text: '"estado":"entregada"', times: 1 };
const order = { request: postText('/api/pedidos', anOrder()), connections: 64 };

/** Row 3: an order all the way, from the checkout's post until the answer that its ticket is stored. */
export async function measure(): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(tempDir());
  const tickets = stack.use(await startTickets({ dir }));
  const store = stack.use(await startStore({ dir, env: { TICKETS_URL: tickets.url } }));
  const back = stack.use(await startBaseline('relay-chain-back', { dir }));
  const front = stack.use(await startBaseline('relay-chain-front', { dir, env: { TICKETS_URL: back.url } }));

  const load = createLoader({ dir, ...order, holds: wholeWay });
  const loadChain = createLoader({ dir, ...order, holds: { text: '"ticket_id":', times: 1 } });
  await load.warm(store);
  await loadChain.warm(front);
  const found = await alternate({ ours: () => load(store), chain: () => loadChain(front) }, size);
  await waitForDrained(store);
  return [
    {
      number: 3,
      workload,
      unit: '/s',
      ours: spreadOf(found.ours),
      baseline: { name: 'Express → axios → Express, no disk', figure: spreadOf(found.chain) },
      ratio: spreadOf(ratiosOf(found.ours, found.chain)),
      target: { of: 'ratio', bound: 'at least', value: 0.7, text: '≥ 0.7 ×' },
      note: describeGenerator([...load.results, ...loadChain.results]),
    },
  ];
}

/** Row 3 on two checkouts: the store and the ticket service of each. */
export async function beside(checkouts: Checkouts): Promise<Comparison[]> {
  await using stack = new AsyncDisposableStack();
  const load = createLoader({ dir: stack.use(tempDir()).path, ...order, holds: wholeWay });
  const start = async (checkout: string) => {
    const { path: dir } = stack.use(tempDir());
    const tickets = stack.use(await startTickets({ dir, checkout }));
    return stack.use(await startStore({ dir, checkout, env: { TICKETS_URL: tickets.url } }));
  };
  const [ours, other] = [await start(checkouts.ours), await start(checkouts.other)];
  await load.warm(ours, other);
  const found = await alternate({ ours: () => load(ours), other: () => load(other) }, { rounds: size.pairs });
  for (const store of [ours, other]) await waitForDrained(store);
  return [{ number: 3, workload, unit: '/s', ...found }];
}
