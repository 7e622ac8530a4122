import { describe, expect, it } from 'vitest';
import { base32, codeOf, matchingStep, otpauthUri, stepOf } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

describe('a code', () => {
  // RFC 6238, appendix B, SHA-1: the last six of its eight digits.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is at %d s what the standard says', (seconds, code) => {
    expect(codeOf(secret, stepOf(seconds * 1_000))).toBe(code);
  });

  const now = 1_234_567_890_000;
  const step = stepOf(now);
  const match = (of: number, lastStep = 0) => matchingStep(codeOf(secret, of), { secret, now, lastStep });

  it('is good for its own step of 30 s and the one before and after', () => {
    expect([-2, -1, 0, 1, 2].map((off) => match(step + off))).toEqual([
      undefined,
      step - 1,
      step,
      step + 1,
      undefined,
    ]);
  });

  it('is good for once, and so is none of a step before one that was taken', () => {
    expect(match(step, step)).toBeUndefined();
    expect(match(step - 1, step)).toBeUndefined();
    expect(match(step + 1, step)).toBe(step + 1);
  });

  it.each(['', '12345', '1234567', 'abcdef', '００５９２４'])('is never %s', (code) => {
    expect(matchingStep(code, { secret, now, lastStep: 0 })).toBeUndefined();
  });
});

it.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foobar', 'MZXW6YTBOI'],
])('writes %s in base32 as RFC 4648 does, without padding', (text, written) => {
  expect(base32(Buffer.from(text))).toBe(written);
});

it('keeps an address short enough for a QR code, whatever the name', () => {
  for (const name of ['😀'.repeat(100), `${'x'.repeat(59)}😀`, 'ñ'.repeat(200), '\ud83d'])
    expect(otpauthUri(secret, name).length).toBeLessThan(300);
});

it('tells an app whose secret it is', () => {
  const uri = new URL(otpauthUri(secret, 'ñandú@ejemplo.com'));
  expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Relevo:ñandú@ejemplo.com',
  ]);
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    issuer: 'Relevo',
  });
});
