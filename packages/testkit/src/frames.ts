/** One frame of a WebSocket as it goes over the wire, and its text if it is a text frame. */
export type Frame = { bytes: Buffer; text: string | null };

const textOpcode = 1;

/** Splits what one side sends after the upgrade into frames (RFC 6455, 5.2); a client masks, a server does not. */
export function createFrameSplitter(): (chunk: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    for (let size = frameSize(rest); size; size = frameSize(rest)) {
      const bytes = rest.subarray(0, size.end);
      const isText = (bytes.readUInt8(0) & 0x0f) === textOpcode;
      frames.push({ bytes, text: isText ? textOf(bytes, size) : null });
      rest = rest.subarray(size.end);
    }
    return frames;
  };
}

type Size = { masked: boolean; start: number; end: number };

const maskLength = 4;

function frameSize(data: Buffer): Size | undefined {
  if (data.length < 2) return undefined;
  const second = data.readUInt8(1);
  const masked = second >= 0x80;
  const short = second & 0x7f;
  const start = (short === 126 ? 4 : short === 127 ? 10 : 2) + (masked ? maskLength : 0);
  if (data.length < start) return undefined;
  const length =
    short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short;
  return data.length < start + length ? undefined : { masked, start, end: start + length };
}

function textOf(bytes: Buffer, { masked, start }: Size): string {
  if (!masked) return bytes.toString('utf8', start);
  const mask = bytes.subarray(start - maskLength, start);
  const plain = bytes.subarray(start).map((byte, at) => byte ^ (mask[at % maskLength] ?? 0));
  return Buffer.from(plain).toString('utf8');
}
