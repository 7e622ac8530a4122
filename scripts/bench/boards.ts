import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuMsOf } from './machine.ts';

export type BoardsRequest =
  | { kind: 'open'; url: string; count: number; subscribe: boolean }
  | { kind: 'close' | 'events' | 'heard' | 'forget' };

/** When the last of so many boards had an event; see `nowMs`. */
export type Heard = { seq: number; boards: number; lastAt: number };

export type Boards = AsyncDisposable & {
  /**
   * Opens boards. With `subscribe` all at once, and each asks for all tickets: `ms` until the last has its answer, and
   * the answer, `told`, which is the same for all of them.
   */
  open(url: string, count: number, options?: { subscribe: boolean }): Promise<{ ms: number; told?: unknown }>;
  close(): Promise<void>;
  /** How many events all boards together have heard since they were last made to forget. */
  events(): Promise<number>;
  heard(): Promise<Heard[]>;
  forget(): Promise<void>;
  cpuMs(): number;
};

/** Starts a process for boards. They are bare sockets, so that a thousand cost their process little. */
export async function startBoards(): Promise<Boards> {
  const child = fork(fileURLToPath(new URL('./boards-process.ts', import.meta.url)));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on('message', ({ id, result, error }: { id: number; result: unknown; error?: string }) => {
    if (error) waiting.get(id)?.reject(new Error(error));
    else waiting.get(id)?.resolve(result);
    waiting.delete(id);
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the process of the boards ended'));
  });

  function ask<T>(request: BoardsRequest): Promise<T> {
    asked += 1;
    const answered = Promise.withResolvers<unknown>();
    waiting.set(asked, answered);
    child.send({ id: asked, request });
    return answered.promise as Promise<T>;
  }

  return {
    open: (url, count, { subscribe } = { subscribe: false }) => ask({ kind: 'open', url, count, subscribe }),
    close: () => ask({ kind: 'close' }),
    events: () => ask({ kind: 'events' }),
    heard: () => ask({ kind: 'heard' }),
    forget: () => ask({ kind: 'forget' }),
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

const settleLimitMs = 10_000;

/**
 * Waits until the boards have heard everything: no event for 200 ms. What is still on its way belongs to nobody else's
 * round.
 * @param expected so many events come for certain: waits longer for them, 10 s at most
 */
export async function settle(boards: Boards, expected = 0): Promise<void> {
  const until = performance.now() + settleLimitMs;
  for (let before = -1, now = await boards.events(); ; ) {
    if (now === before && (now >= expected || performance.now() > until)) return;
    before = now;
    await sleep(200);
    now = await boards.events();
  }
}
