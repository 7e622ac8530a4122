import type { BoardEvent, BoardReply, Cursor, TicketEvent } from '@relevo/contract';
import { expect, it } from 'vitest';
import { createSubscriptions } from './subscriptions.ts';

type Board = { name: string; got: (number | string)[]; send(event: BoardEvent): void };

/** Boards that note what they get, in order: a number is an event, a text is an answer. */
function room() {
  const live = new Set<Board>();
  const reads: PromiseWithResolvers<BoardReply>[] = [];
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

it('answers a second question during a replay, and misses and doubles no event above the later head', async () => {
  const { add, board, publish, replay, reads } = room();
  const eager = board('eager');
  add(eager);
  const [first, second] = [replay(eager), replay(eager)];
  publish(1);
  reads[1]?.resolve(upTo(1));
  await second;
  publish(2);
  expect(eager.got).toEqual(['head 1']);
  reads[0]?.resolve(upTo(0));
  await first;
  publish(3);
  expect(eager.got).toEqual(['head 1', 'head 0', 1, 2, 3]);
});
