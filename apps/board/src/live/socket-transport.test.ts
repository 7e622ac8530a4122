import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemType } from '@relevo/contract';
import { makeEvent, makeTicket } from '@relevo/testkit/tickets';
import { Server } from 'socket.io';
import { afterEach, describe, expect, it } from 'vitest';
import { browserClock } from '../device/clock.ts';
import { createSocketTransport } from './socket-transport.ts';
import type { SubscribeAnswer, Transport } from './transport.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function startServer({ refuse = false } = {}) {
  const http = createServer();
  const gate = { open: true };
  const io = new Server(http, {
    path: '/socket.io',
    allowRequest: (_request, decide) => decide(null, gate.open),
  });
  io.use((_socket, next) =>
    next(
      refuse ? Object.assign(new Error('no'), { data: { type: problemType('no-autorizado') } }) : undefined,
    ),
  );
  await once(http.listen(0, '127.0.0.1'), 'listening');
  open.push(() => io.close());
  return { io, gate, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

/** Opens the transport and keeps what it hears, in order. */
function listen(url: string) {
  const transport: Transport = createSocketTransport({ clock: browserClock, random: () => 0, url });
  const heard: string[] = [];
  let wake = Promise.withResolvers<void>();
  const note = (what: string) => {
    heard.push(what);
    wake.resolve();
    wake = Promise.withResolvers();
  };
  open.push(() => transport.close());
  transport.open({
    connected: () => note('connected'),
    disconnected: () => note('disconnected'),
    unauthorized: () => note('unauthorized'),
    event: ({ seq }) => note(`event ${seq}`),
    position: ({ head }) => note(`position ${head}`),
  });
  const until = async (what: string, times = 1) => {
    while (heard.filter((each) => each === what).length < times) await wake.promise;
  };
  return { transport, heard, until };
}

describe('the socket', () => {
  it('delivers events and positions in order, and the answer to a request', async () => {
    const { io, url } = await startServer();
    io.on('connection', (socket) => {
      socket.on('suscribir', (cursor, reply) => {
        socket.emit('nuevo_ticket', makeEvent(1, makeTicket()));
        reply({ tipo: 'delta', epoch: cursor.epoch, desde: 0, head: 1, eventos: [] });
        socket.emit('ticket_asignado', makeEvent(2, makeTicket()));
        socket.emit('posicion', { head: 2 });
      });
    });
    const { transport, heard, until } = listen(url);
    await until('connected');
    const answer = Promise.withResolvers<SubscribeAnswer>();
    transport.subscribe({ epoch: 'e7', seq: 0 }, (reply) => {
      heard.push('answer');
      answer.resolve(reply);
    });
    await until('position 2');
    expect(heard).toEqual(['connected', 'event 1', 'answer', 'event 2', 'position 2']);
    expect(await answer.promise).toMatchObject({ tipo: 'delta', epoch: 'e7' });
  });

  it('says that there is no session, and does not try again', async () => {
    const { url } = await startServer({ refuse: true });
    const { heard, until } = listen(url);
    await until('unauthorized');
    expect(heard).toEqual(['unauthorized']);
  });

  it('reconnects after a cut, after the server disconnects it, and on request', async () => {
    const { io, url } = await startServer();
    const { transport, heard, until } = listen(url);
    await until('connected');
    for (const socket of io.sockets.sockets.values()) socket.conn.close();
    await until('connected', 2);
    io.disconnectSockets(true);
    await until('connected', 3);
    transport.reconnect(0);
    await until('connected', 4);
    expect(heard).toEqual(
      Array(4)
        .fill('connected')
        .flatMap((each) => ['disconnected', each])
        .slice(1),
    );
  });

  it('reports each failed attempt and gets through when the server is there', async () => {
    const { url, gate } = await startServer();
    gate.open = false;
    const { until } = listen(url);
    await until('disconnected', 2);
    gate.open = true;
    await until('connected');
  });
});
