import type { EventEmitter } from 'node:events';
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';

/**
 * The versions whose source this file was written against. Everything here reaches into parts that Socket.IO does not
 * document, and only this file may do so. A test fails on any other version: read what changed, then update the list.
 * Where a private part is missing at run time, messages go the public way: slower, but the same.
 */
export const writtenFor = {
  'socket.io': '4.8.4',
  'socket.io-parser': '4.2.7',
  'engine.io': '6.6.12',
  ws: '8.21.3',
};

/** A packet of engine.io. A broadcast carries its WebSocket frame (head and payload), the same for all its receivers. */
type EnginePacket = { options?: { wsPreEncodedFrame?: Buffer[] } };
type Transport = {
  send(packets: EnginePacket[]): void;
  /** The WebSocket of `ws` with its TCP socket; missing in long polling. */
  socket?: { _socket?: { cork?(): void; uncork?(): void } };
};
type EngineSocket = EventEmitter & { transport: Transport };

/**
 * Sends all packets that wait for a board in one system call. engine.io makes one call per packet; in a burst those
 * calls, and the wake-ups they cause at the other end, cost more than the events themselves.
 */
export function batchWrites(engine: Pick<EventEmitter, 'on'>): void {
  engine.on('connection', (socket: EngineSocket) => {
    corkTransport(socket.transport);
    socket.on('upgrade', corkTransport);
  });
}

function corkTransport(transport: Transport): void {
  const tcp = transport.socket?._socket;
  if (typeof tcp?.cork !== 'function' || typeof tcp.uncork !== 'function') return;
  const send = transport.send.bind(transport);
  transport.send = (packets) => {
    for (const { options } of packets) joinFrame(options);
    if (packets.length === 1) return send(packets);
    tcp.cork?.();
    try {
      send(packets);
    } finally {
      tcp.uncork?.();
    }
  };
}

/** Joins a frame into one buffer: `ws` writes it as it is. Two buffers mean a gathering write, a tenth slower per board. */
function joinFrame(options: EnginePacket['options']): void {
  const frame = options?.wsPreEncodedFrame;
  if (options && frame && frame.length > 1) options.wsPreEncodedFrame = [Buffer.concat(frame)];
}

/** How many packets wait to leave for this connection. 0 where engine.io does not tell. */
export function waitingPackets(connection: object): number {
  const { writeBuffer } = connection as { writeBuffer?: unknown };
  return Array.isArray(writeBuffer) ? writeBuffer.length : 0;
}

const sharedTexts = new WeakMap<object, string | undefined>();

/** Marks a value that many sockets get as an acknowledgement, so that its JSON is made only once. */
export function serializeOnce(value: object): void {
  sharedTexts.set(value, undefined);
}

/** The JSON of a marked value, made at its first use; undefined for any other value. */
export function serializedOnce(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !sharedTexts.has(value)) return undefined;
  const text = sharedTexts.get(value) ?? JSON.stringify(value);
  sharedTexts.set(value, text);
  return text;
}

/** Encodes byte for byte as Socket.IO does, but takes the text of a marked value from the cache. */
class SharingEncoder extends Encoder {
  override encode(packet: Packet) {
    const text = packet.type === PacketType.ACK ? serializedOnce(packet.data?.[0]) : undefined;
    if (text === undefined) return super.encode(packet);
    const namespace = packet.nsp === '/' ? '' : `${packet.nsp},`;
    return [`${PacketType.ACK}${namespace}${packet.id}[${text}]`];
  }
}

/** The `parser` option of the server. Clients need nothing special. */
export const sharingParser = { Encoder: SharingEncoder, Decoder };
