import { expect, it } from 'vitest';
import { normalizeUrl } from './request-gate.ts';

it.each([
  ['/api/tickets', '/api/tickets'],
  ['//api/tickets', '/api/tickets'],
  ['/api///tickets//1', '/api/tickets/1'],
  ['//api?next=http://a//b', '/api?next=http://a//b'],
  ['/?q=//', '/?q=//'],
  ['http://shop.example//api/tickets?x=1', '/api/tickets?x=1'],
  ['*', '*'],
])('reads the request target %s as %s', (sent, meant) => {
  expect(normalizeUrl(sent)).toBe(meant);
});
