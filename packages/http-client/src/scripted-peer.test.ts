import { describe, expect, it } from 'vitest';
import { type ScriptedPeer, scriptedPeer } from './scripted-peer.ts';

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
