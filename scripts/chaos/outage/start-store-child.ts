import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Ask, Told } from './store-child.ts';

export type StoreChild = AsyncDisposable & {
  url: string;
  pace(factor: number): void;
  /** Resident memory, in bytes. */
  memory(): Promise<number>;
};

/** Starts it with its database in `dir`. */
export async function startStoreChild(dir: string, env: Record<string, string>): Promise<StoreChild> {
  const script = fileURLToPath(new URL('./store-child.ts', import.meta.url));
  const settings = { NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'error', DATABASE_URL: `file:${dir}/store.db` };
  const child = fork(script, { cwd: dir, env: { PATH: process.env.PATH, ...settings, ...env } });
  const ask = (message: Ask) => child.send(message);
  const told = async () => (await once(child, 'message'))[0] as Told;
  const first = await told();
  if (!('url' in first)) throw new Error('the store did not say where it is');
  return {
    url: first.url,
    pace: (factor) => void ask({ pace: factor }),
    async memory() {
      ask('memory');
      const answer = await told();
      if (!('rss' in answer)) throw new Error('the store did not tell its memory');
      return answer.rss;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      ask('stop');
      await ended;
    },
  };
}
