import { SettingsError } from '@relevo/service-kit/start';
import { expect, it } from 'vitest';
import { planPair, withDotEnv } from './plan-pair.ts';

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

it('gives the store the PORT of the environment, and the ticket service the next one', () => {
  const { store, tickets } = planPair({ PORT: '5055' });
  expect([store.url, tickets.url]).toEqual(['http://127.0.0.1:5055', 'http://127.0.0.1:5056']);
  expect([store.env.PORT, tickets.env.PORT]).toEqual(['5055', '5056']);
  expect(store.env.TICKETS_URL).toBe(tickets.url);
});

it.each([
  { PORT: 'http' },
  { PORT: '0' },
  { PORT: '65535' },
  { DATABASE_URL: 'file:./x.db' },
  { METRICS_PORT: '9464' },
])('refuses what does not fit two services: %j', (env) => {
  const [name = ''] = Object.keys(env);
  expect(() => planPair(env)).toThrow(SettingsError);
  expect(() => planPair(env)).toThrow(name);
});

it('adds what .env says to the environment, which has the last word', () => {
  const text = '# a comment\nPORT=5000\nHOST="0.0.0.0"\nRELAY_API_KEY=\nLOG_LEVEL=debug # loud\n';
  const { env, read } = withDotEnv({ PORT: '6000', HOST: ' ', PATH: '/bin' }, text);
  expect(env).toMatchObject({ PORT: '6000', HOST: '0.0.0.0', LOG_LEVEL: 'debug', PATH: '/bin' });
  expect(read).toEqual(['HOST', 'LOG_LEVEL']);
});
