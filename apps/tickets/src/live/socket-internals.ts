import type { EventEmitter } from 'node:events';
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';

/** engine.io's. What goes to many boards brings its WebSocket frame along, the same for all of them: head and payload. */
type OutgoingPacket = { options?: { wsPreEncodedFrame?: Buffer[] } };
type Transport = {
  send(packets: OutgoingPacket[]): void;
  /** A WebSocket of `ws`, and below it the connection; neither in long polling. */
  socket?: { _socket?: { cork(): void; uncork(): void } };
};
type Connection = EventEmitter & { transport: Transport };

/**
 * Lets what has gathered for a board leave in one system call. engine.io makes one of each packet, and in a rush those
 * calls, and the wake-ups that they cause at the other end, cost more than the events themselves. The connection below
 * `ws` is not public; where it is not found everything is sent as before.
 */
export function sendInOneGo(engine: Pick<EventEmitter, 'on'>): void {
  engine.on('connection', (connection: Connection) => {
    bundle(connection.transport);
    connection.on('upgrade', bundle);
  });
}

function bundle(transport: Transport): void {
  const connection = transport.socket?._socket;
  if (!connection) return;
  const send = transport.send.bind(transport);
  transport.send = (packets) => {
    for (const { options } of packets) joinFrame(options);
    if (packets.length === 1) return send(packets);
    connection.cork();
    try {
      send(packets);
    } finally {
      connection.uncork();
    }
  };
}

/** `ws` writes a frame of one piece as it is. Of two it makes a gathering write, which costs each board a tenth more. */
function joinFrame(options: OutgoingPacket['options']): void {
  const frame = options?.wsPreEncodedFrame;
  if (options && frame && frame.length > 1) options.wsPreEncodedFrame = [Buffer.concat(frame)];
}

const texts = new WeakMap<object, string | undefined>();

/** Marks a value that goes to many sockets as an acknowledgement: its JSON is made once. */
export function serializeOnce(value: object): void {
  texts.set(value, undefined);
}

/** The JSON of a value that was marked, made at its first use; undefined for any other value. */
export function serializedOnce(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !texts.has(value)) return undefined;
  const text = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/** Socket.IO's own encoding, byte for byte, but for marked values the text that is already there. */
class SharingEncoder extends Encoder {
  override encode(packet: Packet) {
    const text = packet.type === PacketType.ACK ? serializedOnce(packet.data?.[0]) : undefined;
    if (text === undefined) return super.encode(packet);
    const namespace = packet.nsp === '/' ? '' : `${packet.nsp},`;
    return [`${PacketType.ACK}${namespace}${packet.id}[${text}]`];
  }
}

/** For the `parser` option of the server; clients need nothing special. */
export const sharingParser = { Encoder: SharingEncoder, Decoder };
