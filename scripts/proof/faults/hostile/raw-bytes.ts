import { connect } from 'node:net';
import { apiKey } from '@relevo/testkit/http';

const postHead = (path: string, more: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nX-API-Key: ${apiKey}\r\n${more}\r\n\r\n`;
const json = 'Content-Type: application/json\r\n';

/** Bytes that no HTTP client would send. Each has to be answered with 4xx, or the connection closed. */
export function rawAttacks(path: string): { what: string; bytes: string | Buffer }[] {
  return [
    { what: 'a header of 20 KB', bytes: postHead(path, `X: ${'a'.repeat(20_000)}`) },
    {
      what: '5 000 headers',
      bytes: postHead(path, Array.from({ length: 5_000 }, (_, n) => `X-${n}: 1`).join('\r\n')),
    },
    { what: 'no Host', bytes: `GET ${path} HTTP/1.1\r\n\r\n` },
    { what: 'an unknown version', bytes: `GET ${path} HTTP/9.9\r\nHost: a\r\n\r\n` },
    { what: 'a space in a header name', bytes: postHead(path, 'X Y: 1') },
    { what: 'NUL in a header', bytes: postHead(path, 'X: a\0b') },
    { what: 'NUL in the path', bytes: `GET /api/\0 HTTP/1.1\r\nHost: a\r\n\r\n` },
    {
      what: 'a length and chunks',
      bytes: `${postHead(path, `${json}Content-Length: 5\r\nTransfer-Encoding: chunked`)}0\r\n\r\n`,
    },
    { what: 'two lengths', bytes: `${postHead(path, `${json}Content-Length: 2\r\nContent-Length: 3`)}{}` },
    { what: 'a negative length', bytes: postHead(path, `${json}Content-Length: -1`) },
    {
      what: 'a length beyond all numbers',
      bytes: postHead(path, `${json}Content-Length: 99999999999999999999`),
    },
    {
      what: 'a bad chunk size',
      bytes: `${postHead(path, `${json}Transfer-Encoding: chunked`)}zz\r\n{}\r\n0\r\n\r\n`,
    },
    {
      what: 'a huge chunk extension',
      bytes: `${postHead(path, `${json}Transfer-Encoding: chunked`)}2;${'x'.repeat(100_000)}\r\n{}\r\n0\r\n\r\n`,
    },
    { what: 'an unknown transfer encoding', bytes: `${postHead(path, `${json}Transfer-Encoding: gzip`)}{}` },
    { what: 'bytes after the end', bytes: `${postHead(path, `${json}Content-Length: 2`)}{}{}{}{}` },
    {
      what: 'a TLS hello',
      bytes: Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
    },
    { what: 'HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
    { what: 'noise', bytes: Buffer.from(Array.from({ length: 2_000 }, (_, n) => (n * 7_919) % 256)) },
  ];
}

/** What came back, and how it ended: `silent` when nobody closed it, `refused` when nobody listened. */
type Exchanged = { text: string; end: 'closed' | 'silent' | 'refused' };

/** Sends these bytes and reads until the other side closes, or it has been silent for a moment. */
export function exchange(port: number, bytes: string | Buffer, silentMs = 1_000): Promise<Exchanged> {
  const { promise, resolve } = Promise.withResolvers<Exchanged>();
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let end: Exchanged['end'] = 'refused';
  socket.on('connect', () => {
    end = 'closed';
  });
  socket.setTimeout(silentMs, () => {
    end = 'silent';
    socket.destroy();
  });
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  socket.on('close', () => resolve({ text, end }));
  socket.write(bytes);
  return promise;
}

/** Whether bytes that are no HTTP met a proper refusal, or a closed connection without a word. */
export function isRefusal({ text, end }: Exchanged): boolean {
  if (text === '') return end === 'closed';
  return /^HTTP\/1\.1 4\d\d /.test(text) && text.includes('application/problem+json');
}

/** How a service ended a body that did not end by itself. */
type SlowEnd = { text: string; ms: number };

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
