import { expect, it } from 'vitest';
import { planPair } from './plan-pair.ts';

it.each([
  [{}, '127.0.0.1'],
  [{ HOST: ' ' }, '127.0.0.1'],
  [{ HOST: '192.168.1.5' }, '192.168.1.5'],
  [{ HOST: '0.0.0.0' }, '127.0.0.1'],
  [{ HOST: '::1' }, '[::1]'],
])('asks the services of %j, and lets them ask each other, at %s', (env, host) => {
  const { tickets, store } = planPair(env);
  expect([tickets.url, store.url]).toEqual([`http://${host}:4001`, `http://${host}:4000`]);
  expect(tickets.env).toEqual({ PORT: '4001', STORE_URL: store.url });
  expect(store.env).toEqual({ PORT: '4000', DEMO: '1', TICKETS_URL: tickets.url });
});

it('leaves the address of the other service as the environment says it', () => {
  const given = { TICKETS_URL: 'https://tickets.example.com', STORE_URL: 'https://store.example.com' };
  const { tickets, store } = planPair(given);
  expect({ ...store.env, ...tickets.env }).toMatchObject(given);
});

it('asks for no shop page in production, and leaves the word of the environment as it is', () => {
  expect(planPair({ NODE_ENV: 'production' }).store.env).not.toHaveProperty('DEMO');
  expect(planPair({ NODE_ENV: 'development' }).store.env).toMatchObject({ DEMO: '1' });
});
