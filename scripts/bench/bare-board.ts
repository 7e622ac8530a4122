import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export type BareBoard = {
  /** Asks where the log stands; resolves with the bytes of the acknowledgement. */
  subscribe(): Promise<Buffer>;
  close(): void;
};

/**
 * A board on a bare WebSocket. It decodes no more than it has to: a thousand of them live in one process beside the
 * server that is measured, and must not be what is measured.
 * @param onEvent called with the number of each event of the log, when its last byte is there
 */
export function openBareBoard(
  url: string,
  token: string,
  onEvent: (seq: number) => void,
): Promise<BareBoard> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname).setNoDelay(true);
  let acknowledged: ((frame: Buffer) => void) | undefined;

  return new Promise((resolve, reject) => {
    socket.on('error', reject).on('close', () => reject(new Error('the connection ended')));
    readFrames(socket, (frame) => {
      const kind = frame.toString('latin1', 0, 2);
      if (kind === '42') return onEvent(seqOf(frame));
      if (kind === '43') return acknowledged?.(frame);
      if (kind === '2') return send(socket, '3');
      if (kind[0] === '0') return send(socket, `40${JSON.stringify({ token })}`);
      if (kind === '44') return reject(new Error(frame.toString()));
      if (kind !== '40') return;
      resolve({
        subscribe: () =>
          new Promise((heard) => {
            acknowledged = heard;
            send(socket, '420["suscribir",{}]');
          }),
        close: () => void socket.destroy(),
      });
    });
    socket.write(upgrade(host));
  });
}

/** The number of the event; NaN of a message that is none (`posicion`, `ajustes`). */
function seqOf(frame: Buffer): number {
  const at = frame.indexOf('"seq":', 0, 'latin1');
  return at < 0 ? Number.NaN : Number.parseInt(frame.toString('latin1', at + 6, at + 20), 10);
}

function upgrade(host: string): string {
  const headers = {
    ...{ Host: host, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** A short text frame of a client, masked with zeros, which changes nothing of the text. */
function send(socket: Socket, text: string): void {
  const payload = Buffer.from(text);
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]));
}

/** Calls `onFrame` with the payload of each WebSocket frame (RFC 6455) after the answer to the upgrade. */
function readFrames(socket: Socket, onFrame: (payload: Buffer) => void): void {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let wantedBytes = 2;
  let upgraded = false;

  socket.on('data', (chunk) => {
    kept.push(chunk);
    keptBytes += chunk.length;
    // A large frame comes in many pieces: they are put together once, when it is whole.
    if (keptBytes < wantedBytes) return;
    let data = kept.length === 1 ? chunk : Buffer.concat(kept, keptBytes);
    if (!upgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) {
        kept = [data];
        return;
      }
      if (!data.toString('latin1', 0, 12).endsWith('101')) {
        socket.destroy(new Error(data.toString('latin1', 0, end)));
        return;
      }
      upgraded = true;
      data = data.subarray(end + 4);
    }
    for (;;) {
      const { start, end } = frameAt(data);
      wantedBytes = end;
      if (data.length < end) break;
      onFrame(data.subarray(start, end));
      data = data.subarray(end);
    }
    kept = data.length === 0 ? [] : [data];
    keptBytes = data.length;
  });
}

/** Where the payload of the first frame lies; a server does not mask. */
function frameAt(data: Buffer): { start: number; end: number } {
  if (data.length < 2) return { start: 2, end: 2 };
  const short = data.readUInt8(1);
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (data.length < start) return { start, end: start };
  const length =
    short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short;
  return { start, end: start + length };
}
