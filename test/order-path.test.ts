import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { connectBoard } from '@relevo/testkit/boards';
import { post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { startProcess } from '@relevo/testkit/processes';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { expect, it } from 'vitest';
import { listedIn } from './support/order-path.ts';

const root = new URL('../', import.meta.url).href;
const preload = import.meta.resolve('@relevo/testkit/function-coverage');

const ordersOfRound = 30;

/** How often each function of ours ran, by its file and its place there. */
type Counts = Map<string, number>;

/**
 * Places warm orders at both services, each in a process of its own, and counts functions by V8's precise coverage.
 * @returns the source files of which a function runs for every order, in the main threads and in the writers'
 */
async function filesThatRun(): Promise<Set<string>> {
  await using dir = await tempDir();
  const COVERAGE_DIR = `${dir.path}/coverage`;
  mkdirSync(COVERAGE_DIR);
  const env = { NODE_OPTIONS: `--import=${preload}`, COVERAGE_DIR };
  await using tickets = await startProcess('tickets', dir.path, env);
  await using store = await startProcess('store', dir.path, { ...env, TICKETS_URL: tickets.url });
  await using board = await connectBoard(tickets.url);
  const pids = [store.pid(), tickets.pid()].map(Number);
  let round = 0;
  let placed = 0;

  async function place(): Promise<void> {
    placed += 1;
    const numero = `W-${placed}`;
    const answered = post(`${store.url}/api/pedidos`, anOrder(numero));
    await board.until((events) => events.some((event) => event.numero === numero));
    await answered;
  }

  /** What has run since the last call, in the main thread or the writer's thread of a service. */
  async function take(): Promise<Counts> {
    round += 1;
    const written = () => readdirSync(COVERAGE_DIR).filter((name) => name.endsWith(`-${round}.txt`));
    for (const pid of pids) process.kill(pid, 'SIGUSR2');
    await until(
      async () => written(),
      (names) => pids.every((pid) => names.filter((name) => name.startsWith(`${pid}-`)).length === 2),
    );
    const counts: Counts = new Map();
    const lines = written().flatMap((name) => readFileSync(`${COVERAGE_DIR}/${name}`, 'utf8').split('\n'));
    for (const [count, url = ''] of lines.map((line) => line.split(' '))) {
      if (!url.startsWith(root) || /\/node_modules\/|\/testkit\//.test(url)) continue;
      const name = url.slice(root.length);
      counts.set(name, Number(count) + (counts.get(name) ?? 0));
    }
    return counts;
  }

  async function measure(work: () => Promise<void>): Promise<{ counts: Counts; ms: number }> {
    await take();
    const startedAt = performance.now();
    await work();
    return { counts: await take(), ms: performance.now() - startedAt };
  }

  for (let warm = 0; warm < 20; warm += 1) await place();
  // What timers do beside, on a busy machine as often as orders come: from one position to the next.
  const nextPosition = () => new Promise<void>((resolve) => board.socket.once('posicion', () => resolve()));
  await nextPosition();
  const idle = await measure(nextPosition);
  const rounds: Set<string>[] = [];
  for (let measured = 0; measured < 3; measured += 1) {
    const { counts, ms } = await measure(async () => {
      for (let order = 0; order < ordersOfRound; order += 1) await place();
    });
    const beside = (name: string) => ((idle.counts.get(name) ?? 0) * (ms + idle.ms)) / idle.ms;
    const forOrders = [...counts].filter(([name, count]) => count - beside(name) > ordersOfRound / 2);
    rounds.push(new Set(forOrders.map(([name]) => name.replace(/#.*/, ''))));
  }
  return rounds.reduce((all, one) => all.intersection(one));
}

it('takes an order from the post to the broadcast through the files that docs/architecture.md lists', async () => {
  const ran = await filesThatRun();
  const listed = listedIn('services');
  expect([...ran].filter((file) => !listed.has(file))).toEqual([]);
  expect([...listed].filter((file) => !ran.has(file))).toEqual([]);
  expect(listed.size).toBeLessThanOrEqual(58);
});
