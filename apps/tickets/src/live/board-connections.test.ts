import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HostileClient, hostileClient, hostileTransports } from '@relevo/testkit/hostile-client';
import { recordingLog } from '@relevo/testkit/log';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { EventLog } from '../event-log/event-log.ts';
import type { Connected } from '../people/access.ts';
import { createBoardSocket } from './board-socket.ts';

const person: Connected = { id: 7, nombre: 'Eva', rol: 'operador', sessionId: 's' };

/** The sockets of boards alone, over a log of one event. `comes`: what happens as soon as somebody is known. */
async function socketsOnly() {
  const http = createServer();
  const state = { epoch: 'e', head: 1, lastIntakeAt: null };
  const reads: PromiseWithResolvers<void>[] = [];
  const control = {
    state,
    reads,
    hold: false,
    comes: () => {},
    is: person as Connected | undefined,
    looked: 0,
  };
  const eventLog = {
    logState: async () => state,
    async board() {
      const read = Promise.withResolvers<void>();
      reads.push(read);
      if (control.hold) await read.promise;
      return { ...state, tickets: [] };
    },
    openTickets: async () => ({ ...state, tickets: [] }),
  } as Partial<EventLog> as EventLog;
  const access = {
    app: { passGate: (...[, response, , check]: Parameters<Passing>) => passes(response, check) },
    refused: { take: async () => {} },
    isKnown: async () => true,
    async authenticate() {
      control.looked += 1;
      queueMicrotask(() => queueMicrotask(control.comes));
      return control.is;
    },
  };
  const position = { epoch: 'e', head: 1, ahora: '', ultima_entrada: null, huella: '' };
  const boards = createBoardSocket(
    http,
    {
      ...{
        eventLog,
        access,
        clock: { now: Date.now, monotonic: () => performance.now() },
        log: recordingLog().log,
      },
      work: async () => ({ ticket: {} as never, seq: 1 }),
      position: async () => position,
      shopSettings: () => ({}) as never,
    },
    {
      ...{ pingIntervalMs: 25_000, pingTimeoutMs: 60_000, origins: [], trustProxy: false },
      ...{
        maxBufferBytes: 65_536,
        maxConnections: 1_000,
        maxConnectionsPerAddress: 1_000,
        messagesPerSecond: 50,
      },
    },
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    boards,
    control,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await boards.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

type Passing = Parameters<typeof createBoardSocket>[1]['access']['app']['passGate'];

function passes(response: Parameters<Passing>[1], check: Parameters<Passing>[3]): boolean {
  try {
    check?.(Object.assign(response, { locals: {} }));
    return true;
  } catch (error) {
    response.statusCode = (error as { status?: number }).status ?? 500;
    response.end();
    return false;
  }
}

const sockets = await socketsOnly();
afterAll(() => sockets[Symbol.asyncDispose]());
const { boards, control, url } = sockets;
const connected = (client: HostileClient) =>
  client.until((heard) => heard.some((packet) => packet.startsWith('40{')));
const nobodyThere = {
  ...{ known: 0, slow: 0, heartbeat: 0, held: 0, replaying: 0 },
  ...{ inside: { all: 0, addresses: 0 }, strangers: { all: 0, addresses: 0 }, budgets: 0 },
};

describe.each(hostileTransports)('over %s', (transport) => {
  it('keeps track of nobody after hundreds of joins, however they end', async () => {
    // A service of its own: who has misbehaved so often is kept out for a while, and whoever shares the address.
    await using own = await socketsOnly();
    const joins = transport === 'polling' ? 300 : 1_000;
    const ends: ((client: HostileClient) => unknown)[] = [
      (client) => client.send('41'),
      (client) => client.send('420["suscribir",{}]', '421["suscribir",{}]', '422["suscribir",{}]', '41'),
      (client) => client.send('420["suscribir",{}]', '421["comando",{"ticket_id":1}]', 'x'),
      (client) => client.send('1'),
      () => {},
    ];
    let joined = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        while (joined < joins) {
          const end = ends[joined % ends.length];
          joined += 1;
          // Some have a session, which more of them share.
          const headers: Record<string, string> =
            joined % 3 === 0 ? { Cookie: `relevo=${joined % 30}` } : { 'X-API-Key': 'k' };
          await using client = await hostileClient(own.url, transport, { headers });
          // One in seven never says who they are.
          if (joined % 7 > 0) {
            client.send('40');
            await connected(client);
          }
          end?.(client);
        }
      }),
    );
    await vi.waitFor(() => expect(own.boards.sizes()).toEqual(nobodyThere), 10_000);
  });

  it('cuts somebody whose access ends between being looked up and being connected', async () => {
    await using client = await hostileClient(url, transport);
    control.comes = () => {
      control.comes = () => {};
      boards.cut(({ sessionId }) => sessionId === 's');
    };
    client.send('40');
    await client.closed;
    expect(client.heard.filter((packet) => packet.startsWith('40{') || packet.startsWith('42'))).toEqual([]);
  });

  it('looks up who it is for each message, and cuts them when they are no longer who they were', async () => {
    for (const is of [undefined, { ...person, rol: 'lectura' }, { ...person, id: 8 }] as const) {
      control.is = person;
      await using client = await hostileClient(url, transport);
      client.send('40');
      await connected(client);
      control.looked = 0;
      const answers = () => client.heard.filter((packet) => packet.startsWith('43'));
      client.send('420["comando",{"ticket_id":1}]', '421["suscribir",{}]');
      await client.until(() => answers().length === 2);
      expect(control.looked).toBe(2);
      control.is = is;
      client.send('422["comando",{"ticket_id":1}]');
      await client.closed;
      expect(answers().join()).not.toContain('432[{"ok":true');
    }
    control.is = person;
  });

  it('has one subscription of a board at work, and one waiting, however many it asks for', async () => {
    // Nobody has asked at this head yet.
    control.state.head += 1;
    control.hold = true;
    control.reads.length = 0;
    await using client = await hostileClient(url, transport);
    client.send('40');
    await connected(client);
    client.send(...Array.from({ length: 150 }, (_, id) => `42${id}["suscribir",{"epoch":"${transport}"}]`));
    const answers = () => client.heard.filter((packet) => packet.startsWith('43'));
    await client.until(() => answers().length === 148);
    expect(control.reads.length).toBeLessThanOrEqual(1);
    expect(boards.sizes()).toMatchObject({ held: 1, replaying: 1 });
    expect(answers().every((answer) => answer.includes('/problemas/demasiadas-solicitudes'))).toBe(true);
    control.hold = false;
    for (const read of control.reads) read.resolve();
    await client.until(() => answers().length === 150);
  });
});

it('keeps no socket on the list of slow ones that leaves while everything still waits for it', async () => {
  await using client = await hostileClient(url, 'websocket');
  client.send('40');
  await connected(client);
  for (let seq = 1; seq <= 320; seq += 1) {
    // The first is more than a network takes before the other end is gone.
    const ticket = { text: 'x'.repeat(seq === 1 ? 20_000_000 : 1) };
    const event = { evento: 'ticket_creado', epoch: 'e', seq, prev: seq - 1, ticket };
    boards.publish(event as never, { driverId: null });
  }
  expect(boards.sizes()).toMatchObject({ slow: 1, heartbeat: 1 });
  await client[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(boards.sizes()).toEqual(nobodyThere), 10_000);
});
