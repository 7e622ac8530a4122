import { ticketsForTest } from './services.ts';
import { tempDir } from './temp-dir.ts';

/** The service on a folder and, after its first start, always on the same port. */
export async function restartable() {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(await tempDir()).path;
  let port = '0';
  let running: Awaited<ReturnType<typeof ticketsForTest>> | undefined;
  async function start() {
    running = await ticketsForTest({ dir, env: { PORT: port } });
    port = new URL(running.url).port;
  }
  async function stop() {
    await running?.[Symbol.asyncDispose]();
    running = undefined;
  }
  opened.defer(stop);
  await start();
  const stack = opened.move();
  const url = `http://127.0.0.1:${port}`;
  return {
    ...{ url, start, stop, file: `${dir}/tickets.db`, copy: `${dir}/copia.db` },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
export type Restartable = Awaited<ReturnType<typeof restartable>>;
