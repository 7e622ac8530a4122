/** One frame of a WebSocket as it goes over the wire, and its text if it is a text frame. */
export type ServerFrame = { bytes: Buffer; text: string | null };

const textOpcode = 1;

/** Splits what a service sends after the upgrade into frames (RFC 6455); a server does not mask. */
export function createFrameSplitter(): (chunk: Buffer) => ServerFrame[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const frames: ServerFrame[] = [];
    for (let size = frameSize(rest); size; size = frameSize(rest)) {
      const bytes = rest.subarray(0, size.end);
      const isText = (bytes.readUInt8(0) & 0x0f) === textOpcode;
      frames.push({ bytes, text: isText ? bytes.toString('utf8', size.start) : null });
      rest = rest.subarray(size.end);
    }
    return frames;
  };
}

function frameSize(data: Buffer): { start: number; end: number } | undefined {
  if (data.length < 2) return undefined;
  const short = data.readUInt8(1);
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (data.length < start) return undefined;
  const length =
    short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short;
  return data.length < start + length ? undefined : { start, end: start + length };
}
