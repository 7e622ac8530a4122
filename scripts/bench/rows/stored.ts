import { newTicket, parseTicketBody, searchText } from '@relevo/contract';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { openTicketStorage } from '../../../apps/tickets/src/db/database.ts';
import { indexTickets } from '../../../apps/tickets/src/search/search-index.ts';
import { alternate, percentile, ratiosOf, spreadOf } from '../../figures.ts';
import { createLoader, describeGenerator } from '../load.ts';
import { size } from '../options.ts';
import { anOrder, get, mark, postText } from '../orders.ts';
import { type Running, rest, startTickets } from '../servers.ts';
import type { Row } from '../table.ts';

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
export async function measure(): Promise<Row[]> {
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
  rows.push({ ...row1, note: `row 1: ${describeGenerator(load.results)}` });
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

const openTickets = 500;
const dayMs = 24 * 3_600_000;
const yearMs = 365 * dayMs;

// The history of a shop: a year of delivered orders, none so late that the board still shows it, and the last few open.
const insertTickets = `
  WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < @count)
  INSERT INTO tickets
    (ticket_id, caller, numero, fingerprint, estado, version, smoke, created_at, updated_at, search, ticket)
  SELECT id, 'relay', 'W-' || id, 'h', iif(id > @closed, 'pendiente', 'entregado'), 1, 0,
    @from + id * @step, @from + id * @step,
    replace(@search, @mark, 'w-' || id),
    replace(replace(replace(@ticket, @mark, 'W-' || id), '"ticket_id":0', '"ticket_id":' || id),
      '"estado":"pendiente"', iif(id > @closed, '"estado":"pendiente"', '"estado":"entregado"'))
  FROM n`;
const insertEvents = `
  INSERT INTO events (seq, ticket_id, evento, accion, en, autor, a, ticket, received)
  SELECT ticket_id, ticket_id, 'nuevo_ticket', 'crear', created_at, 'relay', 'pendiente', ticket, '{}' FROM tickets`;
const moveStream = 'UPDATE stream SET head = @count, last_ticket_id = @count, last_intake_at = @now';

/** Makes the ticket service's database in `dir` with so many tickets in it, written in one go and not one by one. */
async function storeTickets(dir: string, count: number): Promise<void> {
  const opened = await openTicketStorage(`file:${dir}/tickets.db`);
  await opened[Symbol.asyncDispose]();
  const parsed = parseTicketBody({ ...anOrder(), productos: anOrder().productos.slice(0, 2) });
  if (!parsed.ok) throw new Error('the order of the benchmark is not valid');
  const now = Date.now();
  const ticket = newTicket(parsed.value, { ticketId: 0, caller: 'relay', now: new Date(now).toISOString() });
  const from = now - yearMs - 3 * dayMs;

  const db = new Database(`${dir}/tickets.db`);
  db.pragma('synchronous = OFF'); // nobody has been promised anything yet
  db.pragma('journal_mode = OFF');
  db.pragma('cache_size = -256000');
  db.prepare(insertTickets).run({
    count,
    closed: count - openTickets,
    from,
    step: Math.floor(yearMs / count),
    mark,
    search: searchText(ticket),
    ticket: JSON.stringify(ticket),
  });
  db.prepare(insertEvents).run();
  while (db.transaction(() => indexTickets(db, { limit: 10_000 }))());
  db.prepare(moveStream).run({ count, now });
  db.pragma('journal_mode = WAL');
  db.close();
}
