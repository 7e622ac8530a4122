import { setImmediate } from 'node:timers/promises';
import { ownProblem } from '@relevo/testkit/scripted-peer';
import { describe, expect, it } from 'vitest';
import { classifyAnswer, orderFor, runCheckouts, verdictOf } from './checkouts.ts';
import { faultProxy } from './fault-proxy.ts';

describe('an answer to a checkout', () => {
  it.each([
    [201, { exito: true }, 'acknowledged'],
    [200, { exito: true }, 'acknowledged'],
    [200, null, 'unknown'],
    [0, null, 'unknown'],
    [408, {}, 'unknown'],
    [429, {}, 'unknown'],
    [503, {}, 'unknown'],
    [401, ownProblem(401, 'no'), 'refused'],
    [403, ownProblem(403, 'no'), 'refused'],
    [409, ownProblem(409, 'no'), 'refused'],
    [429, ownProblem(429, 'no'), 'unknown'],
    [404, null, 'unknown'],
    [400, ownProblem(409, 'no'), 'unknown'],
    [422, { type: 'https://gateway.example/errors/schema', status: 422 }, 'unknown'],
  ])('of %d %j: %s', (status, body, outcome) => {
    expect(classifyAnswer({ status, body }).outcome).toBe(outcome);
  });

  it('that refuses outweighs one that takes the same order', () => {
    const [taken, refused] = [
      classifyAnswer({ status: 201, body: { exito: true } }),
      classifyAnswer({ status: 409, body: ownProblem(409, 'no') }),
    ];
    expect(verdictOf([taken, refused])).toBe(refused);
    expect(verdictOf([refused, taken])).toBe(refused);
  });

  it('outweighs none', () => {
    const [taken, none] = [
      classifyAnswer({ status: 201, body: { exito: true } }),
      classifyAnswer({ status: 0, body: null }),
    ];
    expect(verdictOf([none, taken])).toBe(taken);
    expect(verdictOf([none, none])).toEqual({ outcome: 'unknown' });
  });
});

it('knows how often nobody listened', async () => {
  await using line = await faultProxy(() => 0);
  await line.setFault('refuse');
  const stop = new AbortController();
  // Somebody who gives up after the first try.
  const random = () => 0.05;
  const urls = { storeUrl: line.url, batchUrl: line.url };
  const checkouts = runCheckouts({ ...urls, perSecond: 1_000, random, stop: stop.signal });
  while (checkouts.requests() < 4) await setImmediate();
  stop.abort();
  await checkouts.done;
  expect(checkouts.unreachable()).toBe(checkouts.requests());
});

describe('the order of a name', () => {
  const names = Array.from({ length: 500 }, (_, at) => `pedido-${at}`);

  it('is the same each time, and another in another shop', () => {
    expect(orderFor('tienda', 'pedido-1')).toEqual(orderFor('tienda', 'pedido-1'));
    expect(orderFor('tienda', 'pedido-1')).not.toEqual(orderFor('sucursal', 'pedido-1'));
  });

  it('differs from every other one in what it costs, where it goes and what is in it', () => {
    const orders = names.map((name) => orderFor('tienda', name));
    for (const field of ['cliente_direccion', 'productos', 'cupon'] as const)
      expect(new Set(orders.map((order) => JSON.stringify(order[field]))).size).toBeGreaterThan(480);
    expect(new Set(orders.map(({ total }) => Number(total))).size).toBeGreaterThan(400);
    expect(new Set(orders.map(({ metodo_pago }) => metodo_pago)).size).toBe(5);
    expect(orders.some(({ total }) => typeof total === 'string')).toBe(true);
    expect(orders.some(({ total }) => Number(total) % 1 > 0)).toBe(true);
  });
});
