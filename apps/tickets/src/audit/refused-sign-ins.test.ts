import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { recordingLog } from '@relevo/testkit/log';
import { expect, it } from 'vitest';
import type { AuditRecord } from './audit-procedures.ts';
import { createHashAccount, createRefusedSignIns } from './refused-sign-ins.ts';

const minuteMs = 60_000;

function start({ record }: { record?: () => Promise<void> } = {}) {
  const clock = createFakeClock({ startAt: 0, settle: eventLoopTurn });
  const recorded: AuditRecord[] = [];
  const recording = recordingLog();
  const { log } = recording;
  const refused = createRefusedSignIns(
    { clock, log, record: record ?? (async (entry) => void recorded.push(entry)) },
    { perAddress: 2, inAll: 5, summed: 2, addresses: 6 },
  );
  const from = (address: string) =>
    refused.add({ address, way: 'clave', account: 'cuenta', personId: null, limited: false });
  return {
    ...{ clock, refused, from },
    lines: () => recording.lines,
    /** What is recorded since the last call: from where, and how many at once. */
    taken: () => recorded.splice(0).map(({ desde, detalle }) => [desde, detalle?.veces ?? 1]),
  };
}

it('records the first of each address at once, and the others as a number when the minute is over', async () => {
  const { clock, from, taken } = start();
  for (let count = 0; count < 7; count += 1) await from('10.0.0.1');
  await from('10.0.0.2');
  expect(taken()).toEqual([
    ['10.0.0.1', 1],
    ['10.0.0.1', 1],
    ['10.0.0.2', 1],
  ]);
  await clock.advance(minuteMs - 1);
  expect(taken()).toEqual([]);
  await clock.advance(1);
  expect(taken()).toEqual([['10.0.0.1', 5]]);
  await from('10.0.0.1');
  expect(taken()).toEqual([['10.0.0.1', 1]]);
  await clock.advance(minuteMs);
  expect(taken()).toEqual([]);
});

it('records no more of a flood from everywhere, and loses none of the count', async () => {
  const { clock, from, taken } = start();
  // 10.0.0.1 once, 10.0.0.2 twice, …; more addresses than it keeps apart.
  for (let host = 1; host <= 9; host += 1)
    for (let count = 0; count < host; count += 1) await from(`10.0.0.${host}`);
  const atOnce = taken();
  expect(atOnce).toHaveLength(5);
  await clock.advance(minuteMs);
  const later = taken();
  expect(later.map(([address]) => address)).toEqual(['10.0.0.6', '10.0.0.5', null]);
  const counted = [...atOnce, ...later].reduce((sum, [, veces]) => sum + Number(veces), 0);
  expect(counted).toBe(45);
});

it('records what is counted before it ends', async () => {
  const { from, taken, refused } = start();
  for (let count = 0; count < 5; count += 1) await from('10.0.0.1');
  taken();
  await refused[Symbol.asyncDispose]();
  expect(taken()).toEqual([['10.0.0.1', 3]]);
});

it('tells the log when the disk takes no entry, and refuses all the same', async () => {
  const { from, lines } = start({ record: () => Promise.reject(new Error('disk full')) });
  await from('10.0.0.1');
  expect(lines()).toMatchObject([{ level: 'error', msg: 'could not record a refused sign-in' }]);
});

it('stands for an account by a text that only the service can make', () => {
  const [one, other] = ['a', 'b'].map((letter) => createHashAccount(letter.repeat(24)));
  expect(one?.('ana@ejemplo.com')).toMatch(/^[\w-]{16}$/);
  expect(one?.('ana@ejemplo.com')).toBe(one?.('ana@ejemplo.com'));
  expect(one?.('eva@ejemplo.com')).not.toBe(one?.('ana@ejemplo.com'));
  expect(other?.('ana@ejemplo.com')).not.toBe(one?.('ana@ejemplo.com'));
});
