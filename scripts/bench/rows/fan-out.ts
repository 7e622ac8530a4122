import { writeFileSync } from 'node:fs';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { alternate } from '../alternate.ts';
import { type Boards, startBoards } from '../boards/start-boards.ts';
import { percentile, ratiosOf, spreadOf } from '../figures.ts';
import { get, post, postPaced } from '../load/paced.ts';
import { anOrder } from '../load/request-text.ts';
import { startBaseline, startTickets } from '../processes/services.ts';
import { settle } from '../processes/settle.ts';
import type { Running } from '../processes/start-process.ts';
import type { Row } from '../row.ts';
import { size } from '../size.ts';

const perSecond = 20;
let orders = 0;

/** Row 5: a change until the last of many boards has it, beside a bare `io.emit` of the same bytes. */
export async function measureFanOut(): Promise<Row[]> {
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
  const round = async (server: Running, boards: Boards) => {
    const before = boards.cpuMs();
    const p99 = await timeToLast(server, boards);
    generatorShare = Math.max(
      generatorShare,
      (boards.cpuMs() - before) / ((size.changes / perSecond) * 1_000),
    );
    return p99;
  };
  const found = await alternate(
    { ours: () => round(tickets, ourBoards), bare: () => round(bare, theirBoards) },
    // Long ones: of a short round the p99 is its worst event, which the position every 5 s makes a matter of luck.
    size,
  );
  return [
    {
      number: 5,
      workload: `change → last of ${size.boards} boards, ${perSecond} changes/s, p99`,
      unit: 'ms',
      ours: spreadOf(found.ours),
      baseline: { name: 'io.emit of the same bytes', figure: spreadOf(found.bare) },
      ratio: spreadOf(ratiosOf(found.ours, found.bare)),
      target: { of: 'ratio', bound: 'at most', value: 1.2, text: '≤ 1.2 ×' },
      note: `every event reached every board; timed from the post, so ours holds the commit; the process of the boards used ${Math.round(generatorShare * 100)} % of a core`,
    },
  ];
}

/** From the post of a change until the last board has it, p99. Throws when one board missed one. */
async function timeToLast(server: Running, boards: Boards): Promise<number> {
  await boards.forget();
  const bodies = Array.from({ length: size.changes }, () => {
    orders += 1;
    return anOrder(`CAMBIO-${orders}`);
  });
  const sentAt = await postPaced(`${server.url}/api/tickets`, bodies, { perSecond });
  await settle(boards);
  const heard = (await boards.heard()).toSorted((a, b) => a.seq - b.seq);
  const missed = heard.filter((event) => event.boards !== size.boards);
  if (heard.length !== sentAt.length || missed.length > 0)
    throw new Error(`${heard.length} of ${sentAt.length} changes heard, ${missed.length} not by every board`);
  const times = heard.map(({ lastAt }, nth) => lastAt - (sentAt[nth] ?? Number.NaN));
  return percentile(
    times.sort((a, b) => a - b),
    0.99,
  );
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
