import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { apiKey } from '../../test/support/services.ts';

/**
 * A board on a bare WebSocket that reads everything and understands nothing but the end: so cheap that hundreds of
 * them do not slow down who measures. Resolves when it gets live events.
 */
export async function plainBoard(url: string): Promise<AsyncDisposable & { goneAt(): number | undefined }> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const joined = Promise.withResolvers<void>();
  let goneAt: number | undefined;
  const gone = () => {
    goneAt ??= performance.now();
    socket.destroy();
    joined.reject(new Error('the board was not let in'));
  };
  socket.on('error', gone).on('close', gone);
  socket.on('data', (chunk) => {
    if (isFarewell(chunk)) return gone();
    if (chunk.includes('40{"sid"')) joined.resolve();
  });
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  socket.write(textFrame(`40${JSON.stringify({ token: apiKey })}`));
  await joined.promise;
  return {
    goneAt: () => goneAt,
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  };
}

/** Whether these bytes end in a close frame (RFC 6455), with or without a code. */
function isFarewell(chunk: Buffer): boolean {
  return (chunk.at(-4) === 0x88 && chunk.at(-3) === 0x02) || (chunk.at(-2) === 0x88 && chunk.at(-1) === 0x00);
}

/** A short text frame; masked with zeros, which changes nothing of the text. */
function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}
