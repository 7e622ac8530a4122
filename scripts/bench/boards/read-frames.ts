import type { Socket } from 'node:net';

/** Calls `onFrame` with the payload of each WebSocket frame (RFC 6455) after the answer to the upgrade. */
export function readFrames(socket: Socket, onFrame: (payload: Buffer) => void): void {
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
