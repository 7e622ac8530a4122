import { tempDir } from '../../../test/support/temp-dir.ts';
import { alternate } from '../alternate.ts';
import { percentile, ratiosOf, spreadOf } from '../figures.ts';
import { createLoader, tellGenerator } from '../load/loader.ts';
import { get } from '../load/paced.ts';
import { anOrder, postText } from '../load/request-text.ts';
import { startTickets } from '../processes/services.ts';
import { rest } from '../processes/settle.ts';
import type { Running } from '../processes/start-process.ts';
import { storeTickets } from '../processes/stored-tickets.ts';
import type { Row } from '../row.ts';
import { size } from '../size.ts';

const few = 10_000;
// A round of reads takes a fiftieth of a second: the median of four would follow the machine's mood.
const roundsOfReads = 5;
const reads: Record<string, (stored: number) => string> = {
  'open the board': () => '/api/tablero',
  'page of the list': () => '/api/tickets?limite=50',
  'page of closed orders': () => '/api/tickets/cerrados?limite=50',
  'search, a common word': () => '/api/tickets?q=fernandez&limite=50',
  'search, an old order by its number': (stored) => `/api/tickets?q=W-${stored / 2 + 7}&limite=50`,
  'search, part of the number of old orders': () => '/api/tickets?q=W-7&limite=50',
  'search of the closed ones, by the number': (stored) =>
    `/api/tickets/cerrados?q=W-${stored / 2 + 7}&limite=50`,
};

/** Row 8: the same work on a database with years of orders in it, and on one with a few days'. */
export async function measureStored(): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const start = async (count: number) => {
    const { path: dir } = stack.use(await tempDir());
    await storeTickets(dir, count);
    return { dir, server: stack.use(await startTickets({ dir })) };
  };
  const { server: large, dir } = await start(size.stored);
  const { server: small } = await start(few);
  const rows: Row[] = [];
  // Reads first: the posts below leave a board with a hundred thousand open orders, which no shop has.
  for (const [name, path] of Object.entries(reads)) {
    const found = await alternate(
      { large: () => medianTime(large, path(size.stored)), small: () => medianTime(small, path(few)) },
      { rounds: size.rounds * roundsOfReads },
    );
    const ratio = spreadOf(ratiosOf(found.large, found.small));
    rows.push(rowOf({ name, unit: 'ms', ...found }, { ratio, bound: 'at most', value: 1.2 }));
  }
  const load = createLoader({ dir, request: postText('/api/tickets', anOrder()), connections: 64 });
  const loadAndRest = async (server: Running) => {
    const perSecond = await load(server);
    await rest(server);
    return perSecond;
  };
  const found = await alternate({ large: () => loadAndRest(large), small: () => loadAndRest(small) }, size);
  const ratio = spreadOf(ratiosOf(found.large, found.small));
  const row1 = rowOf({ name: 'row 1', unit: '/s', ...found }, { ratio, bound: 'at least', value: 1 / 1.2 });
  rows.push({ ...row1, note: `row 1: ${tellGenerator(load.results)}` });
  return rows;
}

function rowOf(
  { name, unit, large, small }: { name: string; unit: string; large: number[]; small: number[] },
  { ratio, bound, value }: { ratio: Row['ratio']; bound: 'at least' | 'at most'; value: number },
): Row {
  return {
    number: 8,
    workload: `${name}, ${size.stored.toLocaleString('en').replaceAll(',', ' ')} stored tickets`,
    unit,
    ours: spreadOf(large),
    baseline: { name: '10 000 stored', figure: spreadOf(small) },
    ratio,
    target: {
      of: 'ratio',
      bound,
      value,
      text: bound === 'at most' ? '≤ 1.2 ×' : `≥ ${value.toFixed(2)} × (takes ≤ 1.2 ×)`,
    },
  };
}

/** The median time of a few reads one after the other, in milliseconds. */
async function medianTime(server: Running, path: string): Promise<number> {
  const times: number[] = [];
  const until = performance.now() + 1_000;
  while (times.length < 15 && (times.length < 3 || performance.now() < until)) {
    const from = performance.now();
    await get(`${server.url}${path}`);
    times.push(performance.now() - from);
  }
  return percentile(
    times.sort((a, b) => a - b),
    0.5,
  );
}
