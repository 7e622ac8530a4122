import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';

import { type Fate, frameProxy } from './proxies.ts';

/** A service that writes down what it hears and says it back, a client, and the line between them. */
async function talk() {
  await using opened = new AsyncDisposableStack();
  const server = http.createServer();
  const service = new Server(server, { transports: ['websocket'] });
  opened.defer(() => service.close());
  const heard: string[] = [];
  service.on('connection', (socket) =>
    socket.on('say', (word: string, answer: (word: string) => void) => {
      heard.push(word);
      answer(word);
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = opened.use(await frameProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const client: Socket = io(proxy.url, { transports: ['websocket'], forceNew: true });
  opened.defer(() => void client.close());
  await new Promise<void>((resolve) => client.once('connect', resolve));
  const running = opened.move();
  return {
    ...{ proxy, heard },
    say: (word: string): Promise<string> => client.emitWithAck('say', word),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const pass = (): Fate => 'pass';
const fateOf = (word: string, fate: Fate) => (message: string) => (message.includes(word) ? fate : 'pass');

describe('a line between a browser and a service', () => {
  // Lengths of one, two and eight bytes (RFC 6455, 5.2), and characters of more than one byte.
  it.each([1, 200, 70_000])('carries messages of %d characters both ways', async (length) => {
    await using test = await talk();
    expect(await test.say('ñ'.repeat(length))).toBe('ñ'.repeat(length));
  });

  it.each<[Fate, string[]]>([
    ['drop', ['next']],
    ['double', ['first', 'first', 'next']],
    ['late', ['next', 'first']],
    ['hold', ['next']],
  ])("can %s a browser's message", async (fate, expected) => {
    await using test = await talk();
    test.proxy.rule(pass, fateOf('first', fate));
    test.say('first').catch(() => {});
    await test.say('next');
    // What was late goes out behind the next one: one more message, and it has surely come.
    await test.say('end');
    expect(test.heard).toEqual([...expected, 'end']);
  });

  it("leaves a browser's messages alone where only the service's are looked at", async () => {
    await using test = await talk();
    test.proxy.rule(fateOf('first', 'drop'));
    test.say('first').catch(() => {});
    await test.say('next');
    expect(test.heard).toEqual(['first', 'next']);
  });
});
