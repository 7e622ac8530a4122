import { setImmediate } from 'node:timers/promises';
import { scriptedPeer } from '@relevo/testkit/scripted-peer';
import { describe, expect, it } from 'vitest';
import { classifyAnswer } from './checkouts.ts';
import type { LineFault } from './fault-plan.ts';
import { faultProxy } from './fault-proxy.ts';

const body = { exito: true, numero: 'A-1' };

/** A line to a receiver that says the same to everybody. `random` decides where a fault has a choice. */
async function lineTo(fault: LineFault | null, random = () => 0.9) {
  await using opened = new AsyncDisposableStack();
  const peer = opened.use(await scriptedPeer([{ status: 201, body }]));
  const line = opened.use(await faultProxy(random));
  line.aim(peer.url);
  await line.setFault(fault);
  const ask = (signal?: AbortSignal) => fetch(line.url, { method: 'POST', body: '{}', signal });
  const running = opened.move();
  return { line, peer, ask, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

describe('a line', () => {
  it('hands everything on unharmed while it has no fault', async () => {
    await using test = await lineTo(null);
    const answer = await test.ask();
    expect([answer.status, await answer.json()]).toEqual([201, body]);
    expect(test.peer.requests).toMatchObject([{ method: 'POST', json: {} }]);
  });

  it('is well again after a fault, on the same port', async () => {
    await using test = await lineTo('refuse');
    await expect(test.ask()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect(test.line.struck.get('refuse')).toBeUndefined();
    await test.line.setFault(null);
    expect((await test.ask()).status).toBe(201);
    expect(test.peer.requests).toHaveLength(1);
  });

  it.each([
    ['before the receiver has heard of it', 0.9, 0],
    ['while the receiver works on it', 0.1, 1],
  ])('resets a connection %s', async (_when, chance, heard) => {
    await using test = await lineTo('reset', () => chance);
    await expect(test.ask()).rejects.toThrow();
    await test.peer.received(heard);
    expect(test.peer.requests).toHaveLength(heard);
  });

  it('drops the answer after the receiver has it', async () => {
    await using test = await lineTo('drop-answer');
    await expect(test.ask()).rejects.toThrow();
    expect(test.peer.requests).toHaveLength(1);
  });

  it('swallows a request without a word', async () => {
    await using test = await lineTo('blackhole');
    await expect(test.ask(AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(test.peer.requests).toHaveLength(0);
    expect(test.line.struck.get('blackhole')).toBe(1);
  });

  it.each([
    [0.1, 500, null],
    [0.5, 503, '1'],
    [0.9, 429, '1'],
  ])('says for the receiver that it has no time (%d)', async (chance, status, wait) => {
    await using test = await lineTo('unavailable', () => chance);
    const answer = await test.ask();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, wait]);
    expect(test.peer.requests).toHaveLength(0);
  });

  it.each([
    [0, 404, 'no-server'],
    [0.99, 400, null],
  ])('says no in the place of the receiver, as routers and proxies do (%d)', async (chance, status, sign) => {
    await using test = await lineTo('stranger', () => chance);
    const answer = await test.ask();
    expect([answer.status, answer.headers.get('x-render-routing')]).toEqual([status, sign]);
    const said = await answer.text();
    expect(said).not.toBe('');
    expect(classifyAnswer({ status, body: said.startsWith('{') ? JSON.parse(said) : null }).outcome).toBe(
      'unknown',
    );
    expect(test.peer.requests).toHaveLength(0);
  });

  it('answers with a page of its own, or with half of the answer', async () => {
    await using page = await lineTo('html');
    const answer = await page.ask();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html']);
    await using half = await lineTo('truncate');
    const cut = await (await half.ask()).text();
    expect(JSON.stringify(body).startsWith(cut)).toBe(true);
    expect(() => JSON.parse(cut)).toThrow();
  });

  it('hands a request on twice', async () => {
    await using test = await lineTo('double');
    expect((await test.ask()).status).toBe(201);
    expect(test.peer.requests).toHaveLength(2);
  });

  it('lets a request wait until the next one has overtaken it', async () => {
    await using test = await lineTo('reorder');
    const late = fetch(`${test.line.url}/late`);
    while (!test.line.struck.get('reorder')) await setImmediate();
    await test.line.setFault(null);
    await fetch(`${test.line.url}/early`);
    await late;
    expect(test.peer.requests.map(({ path }) => path)).toEqual(['/early', '/late']);
  });

  it('lets an answer come byte by byte, longer than anybody waits', async () => {
    await using test = await lineTo('trickle');
    const answer = await test.ask(AbortSignal.timeout(200));
    expect(answer.status).toBe(201);
    await expect(answer.text()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('lets a request wait for a while', async () => {
    await using test = await lineTo('latency', () => 0);
    const slow = test.ask();
    while (!test.line.struck.get('latency')) await setImmediate();
    expect(test.peer.requests).toHaveLength(0);
    expect((await slow).status).toBe(201);
  });
});
