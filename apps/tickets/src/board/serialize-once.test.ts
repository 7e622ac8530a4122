import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import { serializedOnce, serializeOnce, sharingParser } from './serialize-once.ts';

/** A value that counts how often its JSON is made. */
function counted(body: object) {
  const counter = { made: 0 };
  const value = {
    toJSON() {
      counter.made += 1;
      return body;
    },
  };
  return { value, counter };
}

const sharing = new sharingParser.Encoder();
const stock = new Encoder();

const snapshot = {
  tipo: 'instantanea',
  epoch: 'e',
  head: 3,
  tickets: [{ cliente_nombre: 'Añá "Ñ" \u2028 😀', extra: { a: [null, 1.5, ''] } }],
};

function ack(data: unknown[], more: Partial<Packet> = {}): Packet {
  return { type: PacketType.ACK, nsp: '/', id: 12, data, ...more } as Packet;
}

describe('the acknowledgement of a marked value', () => {
  const marked = { ...snapshot };
  serializeOnce(marked);

  it.each([
    ['in the default namespace', {}],
    ['with the id 0', { id: 0 }],
    ['with a long id', { id: 123_456 }],
    ['in another namespace', { nsp: '/tablero' }],
  ])('is byte for byte what the stock encoder sends: %s', (_what, more) => {
    expect(sharing.encode(ack([marked], more))).toEqual(stock.encode(ack([snapshot], more)));
  });

  it('is read by the stock decoder as what was sent', async () => {
    const decoder = new Decoder();
    const decoded = new Promise<Packet>((resolve) => decoder.once('decoded', resolve));
    const [text] = sharing.encode(ack([marked]));
    decoder.add(text);
    expect(await decoded).toEqual(ack([snapshot]));
  });

  it('makes its text once, at first use, for a hundred sockets', () => {
    const { value, counter } = counted(snapshot);
    serializeOnce(value);
    expect(counter.made).toBe(0);
    const texts = Array.from({ length: 100 }, (_, id) => sharing.encode(ack([value], { id })));
    expect(counter.made).toBe(1);
    expect(texts).toEqual(Array.from({ length: 100 }, (_, id) => stock.encode(ack([snapshot], { id }))));
  });
});

describe('everything else', () => {
  it.each([
    ['an acknowledgement of what nobody marked', ack([{ ok: true }])],
    ['one without a value', ack([])],
    ['one of null', ack([null])],
    ['an event', { type: PacketType.EVENT, nsp: '/', data: ['posicion', { head: 1 }] }],
    ['a handshake', { type: PacketType.CONNECT, nsp: '/', data: { sid: 'x' } }],
    ['a goodbye', { type: PacketType.DISCONNECT, nsp: '/' }],
  ] as [string, Packet][])('is encoded as always: %s', (_what, packet) => {
    expect(sharing.encode({ ...packet })).toEqual(stock.encode({ ...packet }));
  });

  it('is encoded as always where it holds bytes', () => {
    const packet = ack([{ bytes: Buffer.from('ñ') }]);
    expect(sharing.encode({ ...packet })).toEqual(stock.encode({ ...packet }));
  });

  it('has no text', () => {
    for (const value of [undefined, null, 'text', 7, {}, []]) expect(serializedOnce(value)).toBeUndefined();
  });

  it('is made anew each time', () => {
    const { value, counter } = counted(snapshot);
    sharing.encode(ack([value]));
    const once = counter.made;
    sharing.encode(ack([value]));
    expect(counter.made).toBe(2 * once);
  });
});
