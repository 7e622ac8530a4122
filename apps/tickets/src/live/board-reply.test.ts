import type { Ticket } from '@relevo/contract';
import { expect, it } from 'vitest';
import type { LoggedEvent } from '../event-log/view.ts';
import { answerSubscription } from './board-reply.ts';

const now = Date.UTC(2026, 10, 22, 12);
const hourMs = 60 * 60 * 1_000;
const onBoard = [{ ticket_id: 1 } as Ticket];

/** A log of `head` events, without those in `missing`. */
function logOf(head: number, missing: number[] = []) {
  const asked: number[] = [];
  const state = { epoch: 'e', head, lastIntakeAt: null };
  return {
    asked,
    logState: async () => state,
    async board(closedSince: number) {
      asked.push(closedSince);
      return { ...state, tickets: onBoard };
    },
    async eventsAfter(seq: number, limit: number) {
      const all = Array.from({ length: head }, (_, index) => ({ seq: index + 1 }) as LoggedEvent);
      return all.filter((event) => event.seq > seq && !missing.includes(event.seq)).slice(0, limit);
    },
  };
}

it('gives the exact delta, each event with its place', async () => {
  expect(await answerSubscription(logOf(5), { epoch: 'e', seq: 3 }, now)).toEqual({
    tipo: 'delta',
    epoch: 'e',
    desde: 3,
    head: 5,
    eventos: [
      { seq: 4, prev: 3, epoch: 'e' },
      { seq: 5, prev: 4, epoch: 'e' },
    ],
  });
});

it('gives an empty delta to a board that is up to date, and to one at the start of an empty log', async () => {
  const upToDate = await answerSubscription(logOf(5), { epoch: 'e', seq: 5 }, now);
  expect(upToDate).toEqual({ tipo: 'delta', epoch: 'e', desde: 5, head: 5, eventos: [] });
  const empty = await answerSubscription(logOf(0), { epoch: 'e', seq: 0 }, now);
  expect(empty).toEqual({ tipo: 'delta', epoch: 'e', desde: 0, head: 0, eventos: [] });
});

it('gives all of 300 missed events, and a snapshot instead of 301', async () => {
  const behind300 = await answerSubscription(logOf(301), { epoch: 'e', seq: 1 }, now);
  expect(behind300).toMatchObject({ tipo: 'delta', desde: 1, head: 301 });
  expect('eventos' in behind300 && behind300.eventos).toHaveLength(300);
  const behind301 = await answerSubscription(logOf(301), { epoch: 'e', seq: 0 }, now);
  expect(behind301).toEqual({ tipo: 'instantanea', epoch: 'e', head: 301, tickets: onBoard });
});

it('gives a snapshot when the log grows past 300 between two looks at it', async () => {
  const [before, after] = [logOf(300), logOf(301)];
  const growing = { ...after, logState: before.logState };
  expect(await answerSubscription(growing, { epoch: 'e', seq: 0 }, now)).toMatchObject({
    tipo: 'instantanea',
  });
});

it.each([
  ['that has nothing yet', {}],
  ['without a number', { epoch: 'e' }],
  ['without an epoch', { seq: 5 }],
  ['of another epoch', { epoch: 'otra', seq: 5 }],
  ['ahead of the log: a backup was put back', { epoch: 'e', seq: 6 }],
])('gives a snapshot to a board %s', async (_which, cursor) => {
  const reply = await answerSubscription(logOf(5), cursor, now);
  expect(reply).toEqual({ tipo: 'instantanea', epoch: 'e', head: 5, tickets: onBoard });
});

it.each([
  ['begins after the cursor', [4]],
  ['has a hole', [5]],
])('gives a snapshot, never a part, when the log %s', async (_what, missing) => {
  const reply = await answerSubscription(logOf(6, missing), { epoch: 'e', seq: 3 }, now);
  expect(reply.tipo).toBe('instantanea');
});

it('shows closed tickets for 12 hours', async () => {
  const log = logOf(5);
  await answerSubscription(log, {}, now);
  expect(log.asked).toEqual([now - 12 * hourMs]);
});
