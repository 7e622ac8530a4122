import { expect, it } from 'vitest';
import { continueTrace, readTrace } from './request-context.ts';

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
