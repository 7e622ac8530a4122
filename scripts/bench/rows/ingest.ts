import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, ratiosOf, spreadOf } from '../../figures.ts';
import { settle, startBoards } from '../boards.ts';
import { assertAllHeard, createLoader, describeGenerator } from '../load.ts';
import { size } from '../options.ts';
import { anOrder, postText } from '../orders.ts';
import { readLoopDelay, rest, startBaseline, startTickets } from '../servers.ts';
import type { Checkouts, Comparison, Row, Target } from '../table.ts';

const workload = 'POST /api/tickets, 64 connections, 1 board';

/** Rows 1 and 10: one order a request, with one board connected, beside servers that do less. */
export async function measure(): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const folders = [stack.use(await tempDir()), stack.use(await tempDir())] as const;
  const [dir, otherDir] = folders.map(({ path }) => path) as [string, string];
  const load = createLoader({ dir, request: postText('/api/tickets', anOrder()), connections: 64 });

  const tickets = stack.use(await startTickets({ dir }));
  const single = stack.use(await startTickets({ dir: otherDir }, 'one-commit-per-order'));
  const express = stack.use(await startBaseline('express-constant', { dir }));
  const http = stack.use(await startBaseline('http-constant', { dir }));
  const boards = stack.use(await startBoards());
  await boards.open(tickets.url, 1);

  await load.warm(tickets, single, express, http);
  await settle(boards);
  const delays: number[] = [];
  const ours = async () => {
    await readLoopDelay(tickets.url);
    const perSecond = await load(tickets);
    delays.push(await readLoopDelay(tickets.url));
    await settle(boards);
    await rest(tickets);
    return perSecond;
  };
  const oneByOne = async () => {
    const perSecond = await load(single);
    await rest(single);
    return perSecond;
  };
  const found = await alternate(
    { ours, express: () => load(express), single: oneByOne, http: () => load(http) },
    size,
  );
  await assertAllHeard(tickets, boards, [{ load, perAnswer: 1 }]);

  const row = (name: string, key: 'express' | 'single' | 'http', target?: Target): Row => ({
    number: 1,
    workload,
    unit: '/s',
    ours: spreadOf(found.ours),
    baseline: { name, figure: spreadOf(found[key]) },
    ratio: spreadOf(ratiosOf(found.ours, found[key])),
    target,
  });
  return [
    { ...row('Express 5, constant answer', 'express', atLeast(0.9)), note: describeGenerator(load.results) },
    row('one commit per order', 'single', atLeast(5)),
    row('node:http, constant answer', 'http'),
    {
      number: 10,
      workload: 'event-loop delay p99 during row 1',
      unit: 'ms',
      ours: spreadOf(delays.slice(1)),
      target: { of: 'ours', bound: 'at most', value: 20, text: '≤ 20 ms' },
      note: 'as the service tells in /metrics, less the 10 ms from one look of its clock to the next',
    },
  ];
}

/** Row 1 on two checkouts. */
export async function beside(checkouts: Checkouts): Promise<Comparison[]> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(tempDir());
  const load = createLoader({ dir, request: postText('/api/tickets', anOrder()), connections: 64 });
  const start = async (checkout: string) => {
    const tickets = stack.use(await startTickets({ dir: stack.use(tempDir()).path, checkout }));
    const boards = stack.use(await startBoards());
    await boards.open(tickets.url, 1);
    const round = async () => {
      const perSecond = await load(tickets);
      await settle(boards);
      await rest(tickets);
      return perSecond;
    };
    return { tickets, boards, round };
  };
  const [ours, other] = [await start(checkouts.ours), await start(checkouts.other)];
  await load.warm(ours.tickets, other.tickets);
  await rest(ours.tickets);
  await rest(other.tickets);
  const found = await alternate({ ours: ours.round, other: other.round }, { rounds: size.pairs });
  for (const { tickets, boards } of [ours, other])
    await assertAllHeard(tickets, boards, [{ load, perAnswer: 1 }]);
  return [{ number: 1, workload, unit: '/s', ...found }];
}

function atLeast(value: number): Target {
  return { of: 'ratio', bound: 'at least', value, text: `≥ ${value} ×` };
}
