import { acceptedReplySchema, problemSchema } from '@relevo/contract';
import { describe, expect, it } from 'vitest';
import { type ScriptedPeer, type ScriptedTickets, scriptedPeer, scriptedTickets } from './scripted-peer.ts';

function post(peer: ScriptedPeer, body: string) {
  return fetch(`${peer.url}/a`, { method: 'POST', body });
}

describe('scriptedPeer', () => {
  it('answers what its `take` says where a step has no body of its own', async () => {
    const taken: string[] = [];
    await using peer = await scriptedPeer(
      [{ status: 201 }, 'store-then-drop', { status: 200, body: { otro: 1 } }, { status: 503 }],
      ({ body }) => {
        taken.push(body);
        return { status: 200, body: { van: taken.length } };
      },
    );
    const first = await post(peer, 'a');
    expect([first.status, await first.json()]).toEqual([200, { van: 1 }]);
    await expect(post(peer, 'b')).rejects.toThrow();
    expect(await (await post(peer, 'c')).json()).toEqual({ otro: 1 });
    expect((await post(peer, 'd')).status).toBe(503);
    expect(taken).toEqual(['a', 'b']);
    expect(peer.requests.map(({ body }) => body)).toEqual(['a', 'b', 'c', 'd']);
  });
});

function postTicket(peer: ScriptedTickets, numero: string) {
  const body = JSON.stringify({ numero, cliente_nombre: 'Ana', total: '12.50' });
  return fetch(`${peer.url}/api/tickets`, { method: 'POST', body });
}

describe('scriptedTickets', () => {
  it('takes the steps in order and repeats the last', async () => {
    await using peer = await scriptedTickets([
      { status: 503, headers: { 'Retry-After': '2' } },
      { status: 201 },
    ]);
    const first = await postTicket(peer, 'A');
    const rest = [await postTicket(peer, 'A'), await postTicket(peer, 'B')];

    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '2']);
    expect(problemSchema.parse(await first.json())).toMatchObject({ status: 503 });
    expect(rest.map((reply) => reply.status)).toEqual([201, 201]);
    expect(peer.requests.map(({ json }) => json)).toMatchObject([
      { numero: 'A' },
      { numero: 'A' },
      { numero: 'B' },
    ]);
  });

  it('answers as the ticket service does: one id per number, 200 the second time', async () => {
    await using peer = await scriptedTickets();
    const replies = [await postTicket(peer, 'A'), await postTicket(peer, 'B'), await postTicket(peer, 'A')];
    const bodies = await Promise.all(
      replies.map(async (reply) => acceptedReplySchema.parse(await reply.json())),
    );

    expect(replies.map((reply) => reply.status)).toEqual([201, 201, 200]);
    expect(bodies.map(({ ticket_id, idempotent }) => [ticket_id, idempotent])).toEqual([
      [1, false],
      [2, false],
      [1, true],
    ]);
    expect(bodies[0]).toMatchObject({ numero: 'A', cliente_nombre: 'Ana', total: 12.5 });
    expect(replies[2]?.headers.get('idempotent-replayed')).toBe('true');
  });

  it('remembers what it stored before it dropped the connection', async () => {
    await using peer = await scriptedTickets(['store-then-drop', 'drop', { status: 201 }]);
    await expect(postTicket(peer, 'A')).rejects.toThrow();
    await expect(postTicket(peer, 'B')).rejects.toThrow();
    expect([...peer.tickets.keys()]).toEqual(['A']);
    expect((await postTicket(peer, 'A')).status).toBe(200);
    expect((await postTicket(peer, 'B')).status).toBe(201);
  });

  it('can change its script on the way and keeps its tickets', async () => {
    await using peer = await scriptedTickets();
    await postTicket(peer, 'A');
    peer.follow([{ status: 500 }]);
    expect((await postTicket(peer, 'A')).status).toBe(500);
    peer.follow([{ status: 201 }]);
    expect((await postTicket(peer, 'A')).status).toBe(200);
  });

  it('says when a request has arrived, and ends what hangs when it is disposed of', async () => {
    const peer = await scriptedTickets(['hang']);
    const pending = postTicket(peer, 'A').catch((error) => error);
    await peer.received(1);
    await peer[Symbol.asyncDispose]();
    expect(await pending).toBeInstanceOf(Error);
  });
});
