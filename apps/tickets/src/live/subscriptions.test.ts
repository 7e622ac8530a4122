import type { BoardEvent, BoardReply, Cursor, TicketEvent } from '@relevo/contract';
import { expect, it, vi } from 'vitest';
import { createSubscriptions } from './subscriptions.ts';

type Board = { name: string; got: (number | string)[]; send(event: BoardEvent): void };

/** Boards that note what they get, in order: a number is an event, a text is an answer. */
function room() {
  const live = new Set<Board>();
  const reads: PromiseWithResolvers<BoardReply>[] = [];
  let left = Promise.withResolvers<void>();
  const subscriptions = createSubscriptions<Board>({
    read: (_cursor: Cursor) => {
      const read = Promise.withResolvers<BoardReply>();
      reads.push(read);
      return read.promise;
    },
    broadcast: (event) => {
      for (const board of live) board.send(event);
    },
    setLive: (board, on) => void (on ? live.add(board) : live.delete(board)),
    sent: () => left.promise,
  });
  const board = (name: string): Board => {
    const got: Board['got'] = [];
    return { name, got, send: ({ seq }) => void got.push(seq) };
  };
  return {
    ...subscriptions,
    board,
    live,
    reads,
    /** Everything sent so far leaves. */
    leave() {
      left.resolve();
      left = Promise.withResolvers();
    },
    publish: (...seqs: number[]) => {
      for (const seq of seqs) subscriptions.publish({ seq } as TicketEvent);
    },
    replay: (to: Board) => subscriptions.replay(to, {}, ({ head }) => void to.got.push(`head ${head}`)),
  };
}

function upTo(head: number): BoardReply {
  return { tipo: 'instantanea', epoch: 'e', head, tickets: [] };
}

it('gives live events to a board that never asked for anything', () => {
  const { add, board, publish } = room();
  const plain = board('plain');
  add(plain);
  publish(1, 2);
  expect(plain.got).toEqual([1, 2]);
});

it('holds back what happens during a slow read, and sends what is above the head after the answer', async () => {
  const { add, board, publish, replay, reads } = room();
  const [slow, plain] = [board('slow'), board('plain')];
  add(slow);
  add(plain);
  publish(1);
  const done = replay(slow);
  publish(2, 3, 4);
  expect(slow.got).toEqual([1]);
  reads[0]?.resolve(upTo(3));
  await done;
  publish(5);
  expect(slow.got).toEqual([1, 'head 3', 4, 5]);
  expect(plain.got).toEqual([1, 2, 3, 4, 5]);
});

it('goes live again after a failed read, with a gap that the board can see', async () => {
  const { add, board, publish, replay, reads } = room();
  const one = board('one');
  add(one);
  const done = replay(one);
  publish(1, 2);
  reads[0]?.reject(new Error('disk'));
  await expect(done).rejects.toThrow('disk');
  publish(3);
  expect(one.got).toEqual([3]);
});

it('forgets a board that goes away while its read is under way', async () => {
  const { add, remove, board, publish, replay, reads, live } = room();
  const gone = board('gone');
  add(gone);
  const done = replay(gone);
  publish(1);
  remove(gone);
  reads[0]?.resolve(upTo(0));
  await done;
  publish(2);
  expect(gone.got).toEqual(['head 0']);
  expect(live.has(gone)).toBe(false);
});

it('begins the next replay of a board when the answer of the first has left, and misses and doubles nothing', async () => {
  const { add, board, publish, replay, reads, leave } = room();
  const eager = board('eager');
  add(eager);
  const first = replay(eager);
  const second = replay(eager);
  publish(1);
  reads[0]?.resolve(upTo(0));
  await first;
  publish(2);
  expect(reads).toHaveLength(1);
  leave();
  await vi.waitFor(() => expect(reads).toHaveLength(2));
  publish(3);
  reads[1]?.resolve(upTo(2));
  await second;
  publish(4);
  expect(eager.got).toEqual(['head 0', 1, 2, 'head 2', 3, 4]);
});

it('lets one question of a board wait, the latest, and refuses the one before it', async () => {
  const { add, remove, board, replay, reads, leave, sizes } = room();
  const eager = board('eager');
  add(eager);
  const asked = Array.from({ length: 1_000 }, () => replay(eager));
  const settled = Promise.allSettled(asked);
  expect(reads).toHaveLength(1);
  expect(sizes()).toEqual({ held: 1, replaying: 1 });
  reads[0]?.resolve(upTo(0));
  await asked[0];
  leave();
  await vi.waitFor(() => expect(reads).toHaveLength(2));
  reads[1]?.resolve(upTo(0));
  const refused = (await settled).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(998);
  expect(refused[0]).toMatchObject({ reason: { status: 429 } });
  leave();
  remove(eager);
  expect(sizes()).toEqual({ held: 0, replaying: 0 });
});

it('forgets the question that waits when its board goes away', async () => {
  const { add, remove, board, replay, reads, leave, sizes } = room();
  const gone = board('gone');
  add(gone);
  const [first, second] = [replay(gone), replay(gone)];
  remove(gone);
  await expect(second).rejects.toMatchObject({ status: 429 });
  reads[0]?.resolve(upTo(0));
  await first;
  leave();
  expect(reads).toHaveLength(1);
  expect(sizes()).toEqual({ held: 0, replaying: 0 });
});
