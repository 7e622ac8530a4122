import { expect, it } from 'vitest';
import { urlAt } from './listen.ts';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:4001'],
  ['192.168.1.5', 'http://192.168.1.5:4001'],
  ['localhost', 'http://localhost:4001'],
  ['0.0.0.0', 'http://127.0.0.1:4001'],
  ['::', 'http://127.0.0.1:4001'],
  ['::1', 'http://[::1]:4001'],
])('asks what listens at %s at %s', (host, url) => {
  expect(urlAt(host, 4001)).toBe(url);
});
