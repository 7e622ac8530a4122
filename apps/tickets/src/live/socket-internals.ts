import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
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
/** A WebSocket of `ws`, as far as it is used here. */
type WebSocket = EventEmitter & {
  terminate(): void;
  bufferedAmount: number;
  _closeTimeout?: number;
  _receiver?: { _maxPayload?: number; _loop?: boolean };
};

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

/** The parts of engine.io's socket that `Socket.conn` does not show. */
type Connection = EventEmitter & {
  close(discard?: boolean): void;
  onClose?(reason: string): void;
  readyState?: string;
  request?: IncomingMessage & { websocket?: WebSocket };
  transport?: EventEmitter & { socket?: WebSocket; writable?: boolean; maxHttpBufferSize?: number };
  writeBuffer?: unknown[];
  upgrading?: boolean;
  upgraded?: boolean;
};

type Handlers = {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
};

/**
 * Gives the requests of Socket.IO's path to somebody else first, who passes on what engine.io shall handle. In the place
 * where engine.io hands them to itself: a listener in front of it would run for every request of the service.
 */
export function interceptRequests(
  engine: object,
  first: {
    request(request: IncomingMessage, response: ServerResponse, pass: () => void): void;
    upgrade(request: IncomingMessage, socket: Duplex, pass: () => void): void;
  },
): void {
  const handlers = engine as Handlers;
  const handleRequest = handlers.handleRequest.bind(engine);
  const handleUpgrade = handlers.handleUpgrade.bind(engine);
  handlers.handleRequest = (request, response) =>
    first.request(request, response, () => handleRequest(request, response));
  handlers.handleUpgrade = (request, socket, head) =>
    first.upgrade(request, socket, () => handleUpgrade(request, socket, head));
}

/** Finds the connection that a request names by its `sid`. */
export function connectionOf(engine: object, sid: string): object | undefined {
  const { clients } = engine as { clients?: Record<string, object> };
  return clients && Object.hasOwn(clients, sid) ? clients[sid] : undefined;
}

/** Whether a connection may still change from long polling to a WebSocket: it does so once, one try at a time. */
export function mayUpgrade(connection: object): boolean {
  const { upgrading, upgraded } = connection as Connection;
  return !upgrading && !upgraded;
}

/** Bounds what a connection may send in one message, or in one body of long polling. */
export function limitMessages(connection: object, bytes: number): void {
  const { transport } = connection as Connection;
  if (!transport) return;
  if (transport.maxHttpBufferSize !== undefined) transport.maxHttpBufferSize = bytes;
  const receiver = transport.socket?._receiver;
  if (receiver?._maxPayload !== undefined) receiver._maxPayload = bytes;
}

/** How long the other end of a WebSocket may take to end it in order, in milliseconds. */
const closeTimeoutMs = 2_000;

/**
 * Asks `mayFrame` for each ping and pong of the WebSocket protocol itself on an upgraded request, and ends it where it may
 * not: `ws` answers each ping, and takes each pong apart, which nobody asked for here. The empty pieces
 * of a message that never becomes whole are bounded by `ws` itself.
 */
export function watchWebSocket(request: object, mayFrame: () => boolean): void {
  const { websocket } = request as { websocket?: WebSocket };
  if (!websocket) return;
  for (const frame of ['ping', 'pong'])
    websocket.on(frame, () => mayFrame() || terminateWebSocket(websocket));
  if (websocket._closeTimeout !== undefined) websocket._closeTimeout = closeTimeoutMs;
}

function terminateWebSocket(websocket: WebSocket): void {
  websocket.terminate?.();
  // What has been received already would still be taken apart, thousands of messages at a time.
  if (websocket._receiver?._loop) websocket._receiver._loop = false;
}

/** Ends a connection at once, without the orderly end that the other side could drag out. */
export function terminate(connection: object): void {
  const conn = connection as Connection;
  if (conn.transport?.socket) terminateWebSocket(conn.transport.socket);
  conn.close(true);
  // Where an orderly end has begun already, engine.io waits half a minute for the other side.
  if (conn.readyState === 'closing') conn.onClose?.('forced close');
}

/**
 * Resolves when everything sent to a connection has been handed to the system, or when it is closed. Somebody who does
 * not read never comes to that.
 */
export function whenSent(connection: object): Promise<void> {
  const conn = connection as Connection;
  return new Promise((resolve) => {
    let transport = conn.transport;
    const end = () => {
      transport?.off?.('ready', look);
      conn.off('upgrade', look).off('close', end);
      resolve();
    };
    const look = () => {
      const isSent = conn.transport?.writable !== false && waitingPackets(conn) === 0;
      if (isSent || conn.readyState === 'closed') return end();
      if (conn.transport === transport) return;
      transport?.off?.('ready', look);
      transport = conn.transport;
      transport?.on?.('ready', look);
    };
    transport?.on?.('ready', look);
    conn.on('upgrade', look).on('close', end);
    look();
  });
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
