import { expect, it } from 'vitest';
import { clientIp, continueTrace, readTrace } from './request-context.ts';

const carried = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

it('goes on with a valid trace: same trace id and flags, a span id of its own', () => {
  const next = continueTrace(carried);
  expect(next).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-00$/);
  expect(next).not.toBe(carried);
});

it('reads a later version that adds fields', () => {
  expect(continueTrace(`01${carried.slice(2)}-more`)).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
});

it.each([
  '',
  'nonsense',
  carried.toUpperCase(),
  `ff${carried.slice(2)}`,
  `${carried}-more`,
  carried.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
  carried.replace('00f067aa0ba902b7', '0'.repeat(16)),
  ` ${carried}`,
])('makes a new trace instead of %s', (invalid) => {
  const made = continueTrace(invalid);
  expect(made).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(made).not.toContain('4bf92f3577b34da6a3ce929d0e0e4736');
  expect(continueTrace(invalid)).not.toBe(made);
});

it.each(['a', 'PED-1:x.y_z', 'x'.repeat(128)])('takes the request id %s', (id) => {
  expect(readTrace({ 'x-request-id': id }).requestId).toBe(id);
});

it.each(['', 'a b', 'a\u00e1', '<b>', 'x'.repeat(129)])('makes a request id instead of "%s"', (id) => {
  expect(readTrace({ 'x-request-id': id }).requestId).toMatch(/^[0-9a-f-]{36}$/);
});

it.each([
  ['the connection without a proxy', '198.51.100.7', false, '10.0.0.1'],
  ['the connection where the proxy says nothing', undefined, 1, '10.0.0.1'],
  ['what the nearest proxy wrote', '1.1.1.1, 198.51.100.7', 1, '198.51.100.7'],
  ['what the second proxy wrote', '9.9.9.9, 1.1.1.1, 198.51.100.7', 2, '1.1.1.1'],
  ['the first where there are fewer than said', '198.51.100.7', 3, '198.51.100.7'],
  ['an address with its port', '198.51.100.7:51234', 1, '198.51.100.7'],
  ['an IPv6 address with its port', '[2001:db8::1]:51234', 1, '2001:db8::1'],
  ['the nearest address instead of a text', 'x, 198.51.100.7', 2, '198.51.100.7'],
  ['the connection instead of a text', "unknown' OR 1=1", 1, '10.0.0.1'],
] as const)('takes for a client %s', (_what, forwarded, trustProxy, address) => {
  const headers = { ...(forwarded && { 'x-forwarded-for': forwarded }) };
  expect(clientIp({ headers, socket: { remoteAddress: '10.0.0.1' } }, trustProxy)).toBe(address);
});
