import { connect } from 'node:net';
import { apiKey } from '../../../test/support/services.ts';

const head = (path: string, more: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nX-API-Key: ${apiKey}\r\n${more}\r\n\r\n`;
const json = 'Content-Type: application/json\r\n';

/** Bytes that no HTTP client would send. Each has to be answered with 4xx, or the connection closed. */
export function rawAttacks(path: string): { what: string; bytes: string | Buffer }[] {
  return [
    { what: 'a header of 20 KB', bytes: head(path, `X: ${'a'.repeat(20_000)}`) },
    {
      what: '5 000 headers',
      bytes: head(path, Array.from({ length: 5_000 }, (_, n) => `X-${n}: 1`).join('\r\n')),
    },
    { what: 'no Host', bytes: `GET ${path} HTTP/1.1\r\n\r\n` },
    { what: 'an unknown version', bytes: `GET ${path} HTTP/9.9\r\nHost: a\r\n\r\n` },
    { what: 'a space in a header name', bytes: head(path, 'X Y: 1') },
    { what: 'NUL in a header', bytes: head(path, 'X: a\0b') },
    { what: 'NUL in the path', bytes: `GET /api/\0 HTTP/1.1\r\nHost: a\r\n\r\n` },
    {
      what: 'a length and chunks',
      bytes: `${head(path, `${json}Content-Length: 5\r\nTransfer-Encoding: chunked`)}0\r\n\r\n`,
    },
    { what: 'two lengths', bytes: `${head(path, `${json}Content-Length: 2\r\nContent-Length: 3`)}{}` },
    { what: 'a negative length', bytes: head(path, `${json}Content-Length: -1`) },
    { what: 'a length beyond all numbers', bytes: head(path, `${json}Content-Length: 99999999999999999999`) },
    {
      what: 'a bad chunk size',
      bytes: `${head(path, `${json}Transfer-Encoding: chunked`)}zz\r\n{}\r\n0\r\n\r\n`,
    },
    {
      what: 'a huge chunk extension',
      bytes: `${head(path, `${json}Transfer-Encoding: chunked`)}2;${'x'.repeat(100_000)}\r\n{}\r\n0\r\n\r\n`,
    },
    { what: 'an unknown transfer encoding', bytes: `${head(path, `${json}Transfer-Encoding: gzip`)}{}` },
    { what: 'bytes after the end', bytes: `${head(path, `${json}Content-Length: 2`)}{}{}{}{}` },
    {
      what: 'a TLS hello',
      bytes: Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
    },
    { what: 'HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
    { what: 'noise', bytes: Buffer.from(Array.from({ length: 2_000 }, (_, n) => (n * 7_919) % 256)) },
  ];
}

/** Sends these bytes and reads until the other side closes, or it has been silent for a moment. */
export function exchange(port: number, bytes: string | Buffer, silentMs = 1_000): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setTimeout(silentMs, () => socket.destroy());
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  socket.on('close', () => resolve(text));
  socket.write(bytes);
  return promise;
}

/** A body that comes a byte every few seconds, and never to its end. @returns what came back, and when, ms */
export async function slowBody(port: number, path: string): Promise<{ text: string; ms: number }> {
  const from = performance.now();
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  const drip = setInterval(() => socket.write(' '), 2_000);
  socket.on('close', () => resolve(text));
  socket.write(`${head(path, `${json}Content-Length: 1000`)}{`);
  await promise;
  clearInterval(drip);
  return { text, ms: performance.now() - from };
}
