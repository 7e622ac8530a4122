import { setTimeout as sleep } from 'node:timers/promises';
import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, ratiosOf, spreadOf } from '../../figures.ts';
import { startBoards } from '../boards.ts';
import { size } from '../options.ts';
import { type Running, startBaseline, startTickets } from '../servers.ts';
import type { Checkouts, Comparison, Row } from '../table.ts';

const mebibyte = 1_024 * 1_024;
type Weight = { startMs: number; idle: number; crowded: number };

/** Row 9: how soon the service is ready and how much memory it takes, beside a hello world of what it is built on. */
export async function measure(): Promise<Row[]> {
  const weights = { ours: [] as Weight[], hello: [] as Weight[] };
  await alternate(
    {
      ours: () => weigh(weights.ours, (dir) => startTickets({ dir })),
      hello: () => weigh(weights.hello, (dir) => startBaseline('hello-world', { dir })),
    },
    size,
  );
  const most = { startMs: 2, idle: 1.5, crowded: 1.5 };
  return figures.map(({ key, workload, unit }) => {
    const [ours, hello] = [weights.ours, weights.hello].map((all) => all.slice(1).map((one) => one[key])) as [
      number[],
      number[],
    ];
    return {
      number: 9,
      workload,
      unit,
      ours: spreadOf(ours),
      ratio: spreadOf(ratiosOf(ours, hello)),
      baseline: { name: 'Express + Socket.IO hello world', figure: spreadOf(hello) },
      target: { of: 'ratio', bound: 'at most', value: most[key], text: `≤ ${most[key]} ×` },
    };
  });
}

/** Row 9 on two checkouts. */
export async function beside(checkouts: Checkouts): Promise<Comparison[]> {
  const weights = { ours: [] as Weight[], other: [] as Weight[] };
  const round = (name: 'ours' | 'other') => () =>
    weigh(weights[name], (dir) => startTickets({ dir, checkout: checkouts[name] }));
  await alternate({ ours: round('ours'), other: round('other') }, { rounds: size.pairs });
  return figures.map(({ key, workload, unit }) => ({
    number: 9,
    workload,
    unit,
    ours: weights.ours.slice(1).map((one) => one[key]),
    other: weights.other.slice(1).map((one) => one[key]),
  }));
}

const figures: { key: keyof Weight; workload: string; unit: string }[] = [
  { key: 'startMs', workload: 'start to /readyz 200', unit: 'ms' },
  { key: 'idle', workload: 'memory, idle', unit: 'MiB' },
  { key: 'crowded', workload: `memory with ${size.boards} boards`, unit: 'MiB' },
];

/** Starts a server, weighs it and ends it. */
async function weigh(weights: Weight[], start: (dir: string) => Promise<Running>): Promise<number> {
  using dir = tempDir();
  await using server = await start(dir.path);
  const weight = await weightOf(server);
  weights.push(weight);
  return weight.startMs;
}

async function weightOf(server: Running): Promise<Weight> {
  await sleep(500); // what a start leaves behind is still being let go
  const idle = server.memory() / mebibyte;
  await using boards = await startBoards();
  await boards.open(server.url, size.boards);
  await sleep(500);
  return { startMs: server.startMs, idle, crowded: server.memory() / mebibyte };
}
