import { expect, it, vi } from 'vitest';
import { startIndexer } from './indexer.ts';

/** Sleeps are let go one by one. */
function steps() {
  const sleeps: { ms: number; end: () => void }[] = [];
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      sleeps.push({ ms, end: resolve });
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  return { sleeps, clock: { sleep } };
}

it('indexes batch after batch until nothing is left, then rests', async () => {
  const { sleeps, clock } = steps();
  const answers = [true, true, false];
  const index = vi.fn(async () => answers.shift() ?? false);
  await using _indexing = startIndexer({ index, busy: () => false, clock, log: { warn: vi.fn() } });
  for (const expected of [20, 20, 2_000]) {
    await vi.waitFor(() => expect(sleeps).toHaveLength(1));
    expect(sleeps[0]?.ms).toBe(expected);
    sleeps.shift()?.end();
  }
});

it('does not index while others wait for the writer, and goes on after a failure', async () => {
  const { sleeps, clock } = steps();
  let waiting = true;
  const index = vi.fn().mockRejectedValueOnce(new Error('disk full')).mockResolvedValue(false);
  const warn = vi.fn();
  await using _indexing = startIndexer({ index, busy: () => waiting, clock, log: { warn } });
  await vi.waitFor(() => expect(sleeps).toHaveLength(1));
  expect(index).not.toHaveBeenCalled();

  waiting = false;
  sleeps.shift()?.end();
  await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
  await vi.waitFor(() => expect(sleeps).toHaveLength(1));
  sleeps.shift()?.end();
  await vi.waitFor(() => expect(index).toHaveBeenCalledTimes(2));
});
