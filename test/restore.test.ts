import { copyFile, rename, rm } from 'node:fs/promises';
import type { Snapshot } from '@relevo/contract';
import { connectBoard } from '@relevo/testkit/boards';
import { followBoard } from '@relevo/testkit/follow-board';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { startProcess } from '@relevo/testkit/processes';
import { type Restartable, restartable } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { aCommand } from '@relevo/testkit/work';
import { describe, expect, it } from 'vitest';

const snapshotOf = async (url: string): Promise<Snapshot> => (await get(`${url}/api/tablero`)).body;
const order = (url: string, numero: string) => post(`${url}/api/tickets`, anOrder(numero));
const numbers = (tickets: Iterable<{ numero: string }>) =>
  [...tickets].map(({ numero }) => numero).toSorted();

/** Whether these are the very tickets that are shown. */
const showing =
  (...expected: string[]) =>
  (tickets: Iterable<{ numero: string }>) =>
    numbers(tickets).join() === expected.toSorted().join();

/** Two orders, and a copy of the database as it then is; the service runs again afterwards. */
async function copyWithTwoOrders({ url, file, copy, start, stop }: Restartable): Promise<void> {
  await order(url, 'A');
  await order(url, 'B');
  await stop();
  await copyFile(file, copy);
  await start();
}

/** A board that has seen more than the copy that is then put back, and is without it again. */
async function restoredWhileStopped(service: Restartable, put: (from: string, to: string) => Promise<void>) {
  const { url, copy, file } = service;
  await copyWithTwoOrders(service);
  const board = await followBoard(url);
  await order(url, 'FANTASMA');
  await post(`${url}/api/tickets/1/comandos`, aCommand('avanzar', 1));
  await board.until((tickets) => tickets.some(({ estado }) => estado === 'en-preparacion'));
  const before = await snapshotOf(url);
  await service.stop();
  await put(copy, file);
  await service.start();
  const after = await snapshotOf(url);
  expect(after).toMatchObject({ head: 2, tickets: [{ version: 1 }, { version: 1 }] });
  const shown = await board.until(showing('A', 'B'));
  expect(shown).toEqual(after.tickets);
  return { before, after, board };
}

describe('an older copy of the database', () => {
  // A file that is copied over keeps device and inode: only the mark beside it tells of the restore.
  it.each([
    ['moved into the place of', rename],
    ['copied over', copyFile],
  ])('that was %s the file while the service was stopped begins a new epoch', async (_how, put) => {
    await using service = await restartable();
    const { before, after, board } = await restoredWhileStopped(service, put);
    await using _ended = board;
    expect(after.epoch).not.toBe(before.epoch);
    await order(service.url, 'NUEVO');
    await board.until(showing('A', 'B', 'NUEVO'));
    await using plain = await connectBoard(service.url);
    for (const seq of [0, 2, before.head])
      expect(await plain.subscribe({ epoch: before.epoch, seq })).toMatchObject({ tipo: 'instantanea' });
    expect(board.engine.errorReports.value).toBe(0);
  });

  it('that replaces the file while the service runs begins a new epoch', async () => {
    await using service = await restartable();
    await copyWithTwoOrders(service);
    await using board = await followBoard(service.url);
    await order(service.url, 'FANTASMA');
    await board.until(showing('A', 'B', 'FANTASMA'));
    const before = await snapshotOf(service.url);

    await rename(service.copy, service.file);
    await board.until(showing('A', 'B'));
    expect((await snapshotOf(service.url)).epoch).not.toBe(before.epoch);
    await order(service.url, 'NUEVO');
    await board.until(showing('A', 'B', 'NUEVO'));
    expect(board.engine.errorReports.value).toBe(0);
  });

  it('is noticed although its log caught up before anybody looked', async () => {
    await using service = await restartable();
    await copyWithTwoOrders(service);
    await using board = await followBoard(service.url);
    await order(service.url, 'FANTASMA');
    await board.until(showing('A', 'B', 'FANTASMA'));
    const before = await snapshotOf(service.url);

    await rename(service.copy, service.file);
    // The first write after it goes to the copy and takes the very number that the ghost had.
    expect((await order(service.url, 'NUEVO')).status).toBe(201);
    const after = await snapshotOf(service.url);
    expect(after.head).toBe(before.head);
    expect(after.epoch).not.toBe(before.epoch);
    await board.until(showing('A', 'B', 'NUEVO'));
    expect(board.engine.errorReports.value).toBe(0);
  });
});

it('goes on in the same epoch after a restart on the same file, and gives a board the delta', async () => {
  await using service = await restartable();
  await order(service.url, 'A');
  await using board = await followBoard(service.url);
  await board.until(showing('A'));
  const { epoch, head } = await snapshotOf(service.url);
  for (const numero of ['B', 'C']) {
    await service.stop();
    await service.start();
    await order(service.url, numero);
  }
  await using plain = await connectBoard(service.url);
  expect(await plain.subscribe({ epoch, seq: head })).toMatchObject({
    ...{ tipo: 'delta', epoch, desde: head, head: head + 2 },
    eventos: [{ numero: 'B' }, { numero: 'C' }],
  });
  await board.until(showing('A', 'B', 'C'));
  expect(board.engine.errorReports.value).toBe(0);
});

it('shows a board what was committed, but never sent, when the service was killed', async () => {
  using dir = tempDir();
  await using first = await startProcess('tickets', dir.path);
  await using board = await followBoard(first.url);
  await order(first.url, 'A');
  await board.until(showing('A'));
  const { epoch, head } = await snapshotOf(first.url);
  await first.kill();
  {
    // Commits on the same file, but no board of the first one hears of it.
    await using other = await startProcess('tickets', dir.path);
    await order(other.url, 'B');
    await post(`${other.url}/api/tickets/1/comandos`, aCommand('avanzar', 1));
    await other.kill();
  }
  expect(numbers(board.engine.tickets.value.values())).toEqual(['A']);

  await first.start();
  const shown = await board.until(showing('A', 'B'));
  const now = await snapshotOf(first.url);
  expect(shown).toEqual(now.tickets);
  expect(now).toMatchObject({ epoch, head: head + 2 });
  await using plain = await connectBoard(first.url);
  expect(await plain.subscribe({ epoch, seq: head })).toMatchObject({ tipo: 'delta', head: head + 2 });
  expect(board.engine.errorReports.value).toBe(0);
});

it('starts a new log in the folder of a lost database, and no board takes it for the old one', async () => {
  await using service = await restartable();
  await order(service.url, 'FANTASMA');
  await using board = await followBoard(service.url);
  await board.until(showing('FANTASMA'));
  const before = await snapshotOf(service.url);
  await service.stop();
  for (const end of ['', '-wal', '-shm']) await rm(`${service.file}${end}`, { force: true });
  await service.start();
  await order(service.url, 'NUEVO');
  await board.until(showing('NUEVO'));
  expect((await snapshotOf(service.url)).epoch).not.toBe(before.epoch);
  expect(board.engine.errorReports.value).toBe(0);
});
