import { writeFileSync } from 'node:fs';
import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, percentile, ratiosOf, spreadOf } from '../../figures.ts';
import { type Boards, settle, startBoards } from '../boards.ts';
import { size } from '../options.ts';
import { anOrder, get, post, postPaced } from '../orders.ts';
import { type Running, startBaseline, startTickets } from '../servers.ts';
import type { Row } from '../table.ts';

const perSecond = 20;
// A round goes to and fro between ours and the baseline: a moment in which the machine is slow then meets both.
const pieces = 4;
let orders = 0;

/** Row 5: a change until the last of many boards has it, beside a bare `io.emit` of the same bytes. */
export async function measure(): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir }));
  const env = { EVENT_FILE: await keepEvent(tickets, dir) };
  const bare = stack.use(await startBaseline('bare-emit', { dir, env }));
  const ourBoards = stack.use(await startBoards());
  await ourBoards.open(tickets.url, size.boards);
  const theirBoards = stack.use(await startBoards());
  await theirBoards.open(bare.url, size.boards);

  let generatorShare = 0;
  const piece = async (server: Running, boards: Boards) => {
    const before = boards.cpuMs();
    const times = await timeToLast(server, boards, size.changes / pieces);
    generatorShare = Math.max(
      generatorShare,
      (boards.cpuMs() - before) / ((times.length / perSecond) * 1_000),
    );
    return times;
  };
  const timed = await alternate(
    { ours: () => piece(tickets, ourBoards), bare: () => piece(bare, theirBoards) },
    { rounds: (size.rounds + 1) * pieces, warmUp: false },
  );
  const [ours, theirs] = [p99s(timed.ours), p99s(timed.bare)];
  return [
    {
      number: 5,
      workload: `change → last of ${size.boards} boards, ${perSecond} changes/s, p99`,
      unit: 'ms',
      ours: spreadOf(ours),
      baseline: { name: 'io.emit of the same bytes', figure: spreadOf(theirs) },
      ratio: spreadOf(ratiosOf(ours, theirs)),
      target: { of: 'ratio', bound: 'at most', value: 1.2, text: '≤ 1.2 ×' },
      note: `every event reached every board; timed from the post, so ours holds the commit; the process of the boards used ${Math.round(generatorShare * 100)} % of a core`,
    },
  ];
}

/** The p99 of each round but the first, which warms up. A round is long: of a short one the p99 is its worst event. */
function p99s(timed: readonly number[][]): number[] {
  const rounds = Array.from({ length: timed.length / pieces }, (_, nth) =>
    timed.slice(nth * pieces, (nth + 1) * pieces).flat(),
  );
  return rounds.slice(1).map((times) =>
    percentile(
      times.toSorted((a, b) => a - b),
      0.99,
    ),
  );
}

/** From the post of each change until the last board has it. Throws when one board missed one. */
async function timeToLast(server: Running, boards: Boards, changes: number): Promise<number[]> {
  await boards.forget();
  const bodies = Array.from({ length: changes }, () => {
    orders += 1;
    return anOrder(`CAMBIO-${orders}`);
  });
  const sentAt = await postPaced(`${server.url}/api/tickets`, bodies, { perSecond });
  await settle(boards, sentAt.length * size.boards);
  const heard = (await boards.heard()).toSorted((a, b) => a.seq - b.seq);
  const missed = heard.filter((event) => event.boards !== size.boards);
  if (heard.length !== sentAt.length || missed.length > 0)
    throw new Error(`${heard.length} of ${sentAt.length} changes heard, ${missed.length} not by every board`);
  return heard.map(({ lastAt }, nth) => lastAt - (sentAt[nth] ?? Number.NaN));
}

/** Keeps an event as the service tells it, for the baseline to send. */
async function keepEvent({ url }: Running, dir: string): Promise<string> {
  const { epoch } = (await get(`${url}/api/tablero`)) as { epoch: string };
  await post(`${url}/api/tickets`, anOrder('EJEMPLO-1'));
  const delta = (await get(`${url}/api/tablero?epoch=${epoch}&seq=0`)) as { eventos: unknown[] };
  const file = `${dir}/event.json`;
  writeFileSync(file, JSON.stringify(delta.eventos[0]));
  return file;
}
