import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Call, Outcome } from './write-queue.ts';
import { createWriteQueue } from './write-queue.ts';

/** A writer that is told when it has finished a batch. */
function manualWriter() {
  const batches: { size: number; finish(): void }[] = [];
  const send = (calls: readonly Call[]) => {
    const { promise, resolve } = Promise.withResolvers<Outcome[]>();
    const outcomes = calls.map(({ input }): Outcome => ({ ok: true, value: input }));
    batches.push({ size: calls.length, finish: () => resolve(outcomes) });
    return promise;
  };
  return { batches, send };
}

it('sends together what one turn of the event loop asks for', async () => {
  const { batches, send } = manualWriter();
  const queue = createWriteQueue(send, { maxWaiting: 100 });
  for (let id = 0; id < 10; id += 1) {
    void queue.add({ name: 'add', input: id });
    await Promise.resolve();
  }
  await nextTurn();
  expect(batches.map(({ size }) => size)).toEqual([10]);
});

it('sends the next batch before it answers the callers of the last', async () => {
  const { batches, send } = manualWriter();
  const queue = createWriteQueue(send, { maxWaiting: 100 });
  let sentAtAnswer = 0;
  const first = queue.add({ name: 'add', input: 1 }).then(() => {
    sentAtAnswer = batches.length;
  });
  await nextTurn();
  void queue.add({ name: 'add', input: 2 });
  batches[0]?.finish();
  await first;
  expect(sentAtAnswer).toBe(2);
});

it('leaves half for the next batch when callers wait for an answer before they ask again', async () => {
  const { batches, send } = manualWriter();
  const queue = createWriteQueue(send, { maxWaiting: 1_000 });
  const answers: unknown[] = [];
  const ask = (id: number) => void queue.add({ name: 'add', input: id }).then((value) => answers.push(value));
  ask(0);
  await nextTurn();
  for (let id = 1; id < 64; id += 1) ask(id);
  for (let done = 0; answers.length < 64; done += 1) {
    batches[done]?.finish();
    await nextTurn();
  }
  expect(batches.map(({ size }) => size)).toEqual([1, 32, 31]);
  expect(answers).toEqual(Array.from({ length: 64 }, (_, id) => id));
});
