import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';

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
