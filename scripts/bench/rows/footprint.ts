import { setTimeout as sleep } from 'node:timers/promises';
import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, ratiosOf, spreadOf } from '../../figures.ts';
import { startBoards } from '../boards.ts';
import { size } from '../options.ts';
import { type Running, startBaseline, startTickets } from '../servers.ts';
import type { Row } from '../table.ts';

const mebibyte = 1_024 * 1_024;
type Weight = { startMs: number; idle: number; crowded: number };

/** Row 9: how soon the service is ready and how much memory it takes, beside a hello world of what it is built on. */
export async function measureFootprint(): Promise<Row[]> {
  const weights = { ours: [] as Weight[], hello: [] as Weight[] };
  const weigh = async (name: 'ours' | 'hello') => {
    await using dir = await tempDir();
    await using server =
      name === 'ours'
        ? await startTickets({ dir: dir.path })
        : await startBaseline('hello-world', { dir: dir.path });
    const weight = await weightOf(server);
    weights[name].push(weight);
    return weight.startMs;
  };
  await alternate({ ours: () => weigh('ours'), hello: () => weigh('hello') }, size);
  const row = (workload: string, unit: string, key: keyof Weight, most: number): Row => {
    const ours = weights.ours.slice(1).map((weight) => weight[key]);
    const hello = weights.hello.slice(1).map((weight) => weight[key]);
    return {
      ...{ number: 9, workload, unit, ours: spreadOf(ours), ratio: spreadOf(ratiosOf(ours, hello)) },
      baseline: { name: 'Express + Socket.IO hello world', figure: spreadOf(hello) },
      target: { of: 'ratio', bound: 'at most', value: most, text: `≤ ${most} ×` },
    };
  };
  return [
    row('start to /readyz 200', 'ms', 'startMs', 2),
    row('memory, idle', 'MiB', 'idle', 1.5),
    row(`memory with ${size.boards} boards`, 'MiB', 'crowded', 1.5),
  ];
}

async function weightOf(server: Running): Promise<Weight> {
  await sleep(500); // what a start leaves behind is still being let go
  const idle = server.memory() / mebibyte;
  await using boards = await startBoards();
  await boards.open(server.url, size.boards);
  await sleep(500);
  return { startMs: server.startMs, idle, crowded: server.memory() / mebibyte };
}
