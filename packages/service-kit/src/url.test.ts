import { expect, it } from 'vitest';
import { tidyUrl, withoutCredentials } from './url.ts';

it.each([
  ['/api/tickets', '/api/tickets'],
  ['//api/tickets', '/api/tickets'],
  ['/api///tickets//1', '/api/tickets/1'],
  ['//api?next=http://a//b', '/api?next=http://a//b'],
  ['/?q=//', '/?q=//'],
  ['http://shop.example//api/tickets?x=1', '/api/tickets?x=1'],
  ['*', '*'],
])('reads %s as %s', (sent, meant) => {
  expect(tidyUrl(sent)).toBe(meant);
});

it.each([
  ['https://ana:SECRET@tickets.example.com', 'https://tickets.example.com'],
  ['https://SECRET@tickets.example.com:8443/pedidos', 'https://tickets.example.com:8443/pedidos'],
  ['https://:SECRET@tickets.example.com', 'https://tickets.example.com'],
  // Odd, but taken as addresses too.
  ['https:ana:SECRET@tickets.example.com', 'https://tickets.example.com'],
  ['https://ana:SEC@RET@tickets.example.com', 'https://tickets.example.com'],
  ['https://tickets.example.com/a@b', 'https://tickets.example.com/a@b'],
  ['http://127.0.0.1:4001', 'http://127.0.0.1:4001'],
  ['1.2.3', '1.2.3'],
])('shows %s as %s', (kept, shown) => {
  expect(withoutCredentials(kept)).toBe(shown);
});
