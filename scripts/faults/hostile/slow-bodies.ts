import { connect } from 'node:net';
import { postHead } from './raw-bytes.ts';

/** How a service ended a body that did not end by itself. */
export type SlowEnd = { text: string; ms: number };

/**
 * Keeps so many bodies open that never end, a new one for each that the service has closed, and counts them.
 */
export function holdSlowBodies(targets: readonly { url: string; path: string; count: number }[]) {
  const stopped = new AbortController();
  const wanted = targets.reduce((sum, { count }) => sum + count, 0);
  const looks: number[] = [];
  let open = 0;

  async function hold(url: string, path: string): Promise<SlowEnd> {
    const body = () =>
      slowBody(Number(new URL(url).port), path, (change) => (open += change), stopped.signal);
    const first = await body();
    void (async () => {
      while (!stopped.signal.aborted) await body();
    })();
    return first;
  }
  const firsts = Promise.all(
    targets.flatMap(({ url, path, count }) => Array.from({ length: count }, () => hold(url, path))),
  );
  return {
    look: () => void looks.push(open),
    /** Of all looks, the share that saw (nearly) all of them open; they are replaced a moment after they are closed. */
    share: () => looks.filter((seen) => seen >= 0.95 * wanted).length / Math.max(1, looks.length),
    /** Resolves with the ends of the first ones, and lets go those that came after them. */
    async stop(): Promise<SlowEnd[]> {
      const ends = await firsts;
      stopped.abort();
      return ends;
    },
  };
}

/** A body that comes a byte every few seconds, and never to its end. @returns what came back, and when, ms */
async function slowBody(
  port: number,
  path: string,
  count: (change: 1 | -1) => void,
  signal: AbortSignal,
): Promise<SlowEnd> {
  const from = performance.now();
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connect({ port, host: '127.0.0.1' });
  const letGo = () => void socket.destroy();
  signal.addEventListener('abort', letGo);
  let connected = false;
  let text = '';
  socket.on('connect', () => {
    connected = true;
    count(1);
  });
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  const drip = setInterval(() => socket.write(' '), 2_000);
  socket.on('close', () => resolve());
  socket.write(`${postHead(path, 'Content-Type: application/json\r\nContent-Length: 1000')}{`);
  await promise;
  if (connected) count(-1);
  clearInterval(drip);
  signal.removeEventListener('abort', letGo);
  return { text, ms: performance.now() - from };
}
