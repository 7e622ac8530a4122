/* Many boards in a process of their own, told what to do over IPC: see boards.ts. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { BoardsRequest } from './boards.ts';
import { nowMs } from './machine.ts';
import { apiKey } from './servers.ts';

const opensAtOnce = 50;
let boards: BareBoard[] = [];
const heard = new Map<number, { boards: number; lastAt: number }>();
let events = 0;

process.on('message', async ({ id, request }: { id: number; request: BoardsRequest }) => {
  try {
    process.send?.({ id, result: await answer(request) });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
});

async function answer(request: BoardsRequest): Promise<unknown> {
  switch (request.kind) {
    case 'open':
      return open(request.url, request.count, request.subscribe);
    case 'close':
      for (const board of boards) board.close();
      boards = [];
      return null;
    case 'events':
      return events;
    case 'heard':
      return [...heard].map(([seq, { boards: count, lastAt }]) => ({ seq, boards: count, lastAt }));
    case 'forget':
      heard.clear();
      events = 0;
      return null;
  }
}

/**
 * Opens so many boards, a few at once, and says how long it took until each had what it asked for, ms, and what that
 * was. Throws when one was told anything else than the first.
 */
async function open(url: string, count: number, subscribe: boolean): Promise<{ ms: number; told: unknown }> {
  const from = performance.now();
  let left = count;
  let first: Buffer | undefined;
  const openSome = async () => {
    while (left > 0) {
      left -= 1;
      const board = await openBareBoard(url, apiKey, note);
      boards.push(board);
      if (!subscribe) continue;
      const told = await board.subscribe();
      first ??= told;
      // Bytes against bytes: a thousand texts taken apart would be what is measured.
      if (!told.equals(first))
        throw new Error(`a board was told something else: ${told.toString().slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: subscribe ? count : opensAtOnce }, openSome));
  const ms = performance.now() - from;
  // An acknowledgement of Socket.IO: `43`, its number, and a list of one.
  return { ms, told: first && JSON.parse(first.toString().replace(/^43\d+/, ''))[0] };
}

function note(seq: number): void {
  if (Number.isNaN(seq)) return;
  events += 1;
  const known = heard.get(seq);
  const lastAt = nowMs();
  if (known) {
    known.boards += 1;
    known.lastAt = lastAt;
  } else heard.set(seq, { boards: 1, lastAt });
}

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
    Host: host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    // So that a thousand of them may come at once from one address.
    'X-API-Key': apiKey,
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
