import net from 'node:net';
import type { Duplex } from 'node:stream';
import { createFrameSplitter, type Frame } from './frames.ts';

/** What becomes of a message. `late`: it goes behind the next one. `hold`: it waits for the next rule. */
export type Fate = 'pass' | 'drop' | 'double' | 'late' | 'hold';

/** Judges each Socket.IO message of one side: `42[…]` is an event, `43<n>[…]` an acknowledgement. */
export type Rule = (message: string) => Fate;

export const passAll: Rule = () => 'pass';

/** A browser's socket to the service, message by message. */
export type FaultyLine = {
  /** Sends on what was kept back; the new rules hold for what comes from the service, and from the browser. */
  rule(next: Rule, fromClient: Rule): void;
  /** Moves no byte either way; the connections stay as they are. */
  stall(): void;
  flow(): void;
  cut(): void;
};

/**
 * @param head the browser's request to upgrade, to be sent first
 * @param ended called once when the line is no more
 */
export function faultyLine(
  client: Duplex,
  { port, head, rule, fromClient }: { port: number; head: string; rule: Rule; fromClient: Rule },
  ended: () => void,
): FaultyLine {
  const service = net.connect(port, '127.0.0.1');
  const down = oneWay(client, rule);
  const up = oneWay(service, fromClient);
  let upgraded = false;

  function receive(chunk: Buffer): void {
    if (upgraded) {
      down.carry(chunk);
      return;
    }
    // The answer to the upgrade comes alone: the service speaks only after it has been taken.
    upgraded = true;
    const end = chunk.indexOf('\r\n\r\n') + 4;
    client.write(chunk.subarray(0, end));
    if (end < chunk.length) receive(chunk.subarray(end));
  }

  function cut(): void {
    client.destroy();
    service.destroy();
    ended();
  }

  service.write(head);
  service
    .on('data', receive)
    .on('error', () => {})
    .on('close', cut);
  // Nor does a browser speak before it has that answer (RFC 6455, 4.1): all that comes from it are frames.
  client
    .on('data', up.carry)
    .on('error', () => {})
    .on('close', cut);
  return {
    rule(next, nextFromClient) {
      down.rule(next);
      up.rule(nextFromClient);
    },
    stall() {
      client.pause();
      service.pause();
    },
    flow() {
      client.resume();
      service.resume();
    },
    cut,
  };
}

/** The messages of one side, on their way to `to`. */
function oneWay(to: Duplex, first: Rule) {
  const split = createFrameSplitter();
  let judge = first;
  let late: Buffer[] = [];
  let held: Buffer[] = [];

  function forward({ bytes, text }: Frame): void {
    // The handshake and the pings of Engine.IO are the connection's own.
    const fate = text && /^4[23]/.test(text) ? judge(text) : 'pass';
    if (fate === 'late') late.push(bytes);
    else if (fate === 'hold') held.push(bytes);
    else if (fate !== 'drop') {
      const copies = fate === 'double' ? [bytes, bytes] : [bytes];
      for (const copy of [...copies, ...late]) to.write(copy);
      late = [];
    }
  }

  return {
    carry(chunk: Buffer): void {
      for (const frame of split(chunk)) forward(frame);
    },
    rule(next: Rule): void {
      for (const bytes of [...late, ...held]) to.write(bytes);
      [late, held, judge] = [[], [], next];
    },
  };
}
