import { expect, it } from 'vitest';
import { originAllowed } from './origin-allowed.ts';

const allowed = ['https://tablero.example.com'];

it.each([
  ['no origin at all: no page sent it', undefined, 'relevo.example.com', true],
  ['the own origin', 'https://relevo.example.com', 'relevo.example.com', true],
  ['the own origin with its port', 'http://10.0.0.5:4001', '10.0.0.5:4001', true],
  ['an origin that is named', 'https://tablero.example.com', 'relevo.example.com', true],
  ['another site', 'https://malo.example.net', 'relevo.example.com', false],
  ['another port of the same host', 'http://10.0.0.5:8080', '10.0.0.5:4001', false],
  ['a site whose name begins like ours', 'https://relevo.example.com.malo.net', 'relevo.example.com', false],
  ['a named origin without TLS', 'http://tablero.example.com', 'relevo.example.com', false],
  ['the origin of a sandboxed frame', 'null', 'relevo.example.com', false],
  ['an empty origin', '', 'relevo.example.com', false],
  ['an origin without a host to compare with', 'https://relevo.example.com', undefined, false],
])('judges %s', (_what, origin, host, verdict) => {
  expect(originAllowed(origin, host, allowed)).toBe(verdict);
});
