import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, percentile, ratiosOf, spreadOf } from '../../figures.ts';
import { type Boards, settle, startBoards } from '../boards.ts';
import { measureFsync } from '../machine.ts';
import { size } from '../options.ts';
import { anOrder, postPaced } from '../orders.ts';
import { type Running, startBaseline, startStore, startTickets } from '../servers.ts';
import type { Checkouts, Comparison, Row } from '../table.ts';

const perSecond = 50;
// Until V8 has compiled the last of the hot functions, which a shop's services have done within the first day.
const warming = { count: 1_000 * size.warmUps, perSecond: 400 };
const counted = { count: perSecond * size.seconds * 2, perSecond };
let orders = 0;

/** Row 4: from the checkout's post to the event at a board's socket, at a rate that a busy shop has. */
export async function measure(): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir }));
  const store = stack.use(await startStore({ dir, env: { TICKETS_URL: tickets.url } }));
  const back = stack.use(await startBaseline('relay-chain-back', { dir }));
  const front = stack.use(await startBaseline('relay-chain-front', { dir, env: { TICKETS_URL: back.url } }));
  const ourBoards = stack.use(await startBoards());
  await ourBoards.open(tickets.url, 1);
  const theirBoards = stack.use(await startBoards());
  await theirBoards.open(back.url, 1);

  await timesToBoard(store, ourBoards, warming);
  await timesToBoard(front, theirBoards, warming);
  const p99 = { ours: [] as number[], chain: [] as number[] };
  const round = async (name: 'ours' | 'chain', first: Running, boards: Boards) => {
    const times = await timesToBoard(first, boards, counted);
    p99[name].push(percentile(times, 0.99));
    return percentile(times, 0.5);
  };
  const p50 = await alternate(
    { ours: () => round('ours', store, ourBoards), chain: () => round('chain', front, theirBoards) },
    size,
  );
  for (const list of Object.values(p99)) list.shift(); // the round that warms up
  return rowsOf(p50, p99, await measureFsync());
}

/** Row 4 on two checkouts: the store and the ticket service of each. */
export async function beside(checkouts: Checkouts): Promise<Comparison[]> {
  await using stack = new AsyncDisposableStack();
  const p99 = { ours: [] as number[], other: [] as number[] };
  const start = async (name: 'ours' | 'other') => {
    const { path: dir } = stack.use(tempDir());
    const checkout = checkouts[name];
    const tickets = stack.use(await startTickets({ dir, checkout }));
    const store = stack.use(await startStore({ dir, checkout, env: { TICKETS_URL: tickets.url } }));
    const boards = stack.use(await startBoards());
    await boards.open(tickets.url, 1);
    await timesToBoard(store, boards, warming);
    return async () => {
      const times = await timesToBoard(store, boards, counted);
      p99[name].push(percentile(times, 0.99));
      return percentile(times, 0.5);
    };
  };
  const rounds = { ours: await start('ours'), other: await start('other') };
  const p50 = await alternate(rounds, { rounds: size.pairs });
  return [
    { number: 4, workload: workloadOf('p50'), unit: 'ms', ...p50 },
    {
      number: 4,
      workload: workloadOf('p99'),
      unit: 'ms',
      ours: p99.ours.slice(1),
      other: p99.other.slice(1),
    },
  ];
}

const workloadOf = (name: string) => `post → event at a board, ${perSecond} orders/s, ${name}`;

type Rounds = { ours: number[]; chain: number[] };

function rowsOf(p50: Rounds, p99: Rounds, fsyncMs: number): Row[] {
  const row = (name: string, { ours, chain }: Rounds) => ({
    number: 4,
    workload: workloadOf(name),
    unit: 'ms',
    ours: spreadOf(ours),
    baseline: { name: 'the chain that stores nothing', figure: spreadOf(chain) },
    ratio: spreadOf(ratiosOf(ours, chain)),
  });
  const most = spreadOf(p50.chain).median + 2 * fsyncMs;
  return [
    {
      ...row('p50', p50),
      target: { of: 'ours', bound: 'at most', value: most, text: `≤ ${most.toFixed(1)} ms` },
      note: `the target of the p50 is the baseline and two fsyncs of ${fsyncMs.toFixed(2)} ms`,
    },
    { ...row('p99', p99), target: { of: 'ratio', bound: 'at most', value: 2, text: '≤ 2 ×' } },
  ];
}

/** From each post to its event, ascending. Both come in order: at this pace one is through before the next. */
async function timesToBoard(
  first: Running,
  boards: Boards,
  { count, perSecond }: { count: number; perSecond: number },
): Promise<number[]> {
  await boards.forget();
  const bodies = Array.from({ length: count }, () => {
    orders += 1;
    return anOrder(`LATENCIA-${orders}`);
  });
  const sentAt = await postPaced(`${first.url}/api/pedidos`, bodies, { perSecond });
  await settle(boards, sentAt.length);
  const heard = (await boards.heard()).toSorted((a, b) => a.seq - b.seq);
  if (heard.length !== sentAt.length)
    throw new Error(`the board heard ${heard.length} of ${sentAt.length} orders`);
  return heard.map(({ lastAt }, nth) => lastAt - (sentAt[nth] ?? Number.NaN)).sort((a, b) => a - b);
}
