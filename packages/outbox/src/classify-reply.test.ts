import { describe, expect, it } from 'vitest';
import { classifyReply, type Reply } from './classify-reply.ts';
import { parseRetryAfter } from './parse-retry-after.ts';

const now = Date.UTC(2026, 0, 5, 12);

function reply(status: number, rest: Partial<Extract<Reply, { kind: 'reply' }>> = {}): Reply {
  return { kind: 'reply', status, promised: false, ...rest };
}

describe('classifyReply', () => {
  it.each([200, 201, 202, 204])('delivers on %d with the promised body', (status) => {
    const result = { ticket_id: 7 };
    expect(classifyReply(reply(status, { promised: true, result }), now)).toEqual({
      kind: 'delivered',
      status,
      result,
    });
  });

  it.each([
    // status, target down, slow
    [100, true, undefined],
    [200, true, undefined],
    [201, true, undefined],
    [204, true, undefined],
    [301, true, undefined],
    [302, true, undefined],
    [304, true, undefined],
    [307, true, undefined],
    [308, true, undefined],
    [401, false, true],
    [403, false, true],
    [408, false, undefined],
    [425, false, undefined],
    [429, false, undefined],
    [500, true, undefined],
    [501, true, undefined],
    [502, true, undefined],
    [503, true, undefined],
    [504, true, undefined],
    [521, true, undefined],
    [599, true, undefined],
    [0, true, undefined],
    [777, true, undefined],
  ])('tries %d again (target down: %s, slow: %s)', (status, targetDown, slow) => {
    expect(classifyReply(reply(status), now)).toEqual({
      kind: 'retry',
      status,
      detail: expect.stringContaining(`respondió ${status}`),
      targetDown,
      slow,
    });
  });

  it.each([
    400, 402, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 418, 422, 423, 424, 426, 428, 431, 451,
  ])('rejects %d for good, with the reason kept', (status) => {
    expect(classifyReply(reply(status, { detail: 'falta el total' }), now)).toEqual({
      kind: 'rejected',
      status,
      detail: `respondió ${status}: falta el total`,
    });
  });

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EPIPE',
    'ECONNABORTED',
    'EHOSTUNREACH',
    'ERR_BAD_RESPONSE',
    'ERR_FR_TOO_MANY_REDIRECTS',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'whatever comes next',
  ])('tries again when there is no answer: %s', (code) => {
    expect(classifyReply({ kind: 'failure', code, message: 'no fue posible' }, now)).toEqual({
      kind: 'retry',
      detail: `sin respuesta (${code}): no fue posible`,
      targetDown: true,
    });
  });

  it.each([429, 503, 401, 302])('hands Retry-After on from a %d', (status) => {
    expect(classifyReply(reply(status, { retryAfter: '7' }), now)).toMatchObject({ retryAfterMs: 7_000 });
  });

  it('says so when a 200 is not the agreed answer', () => {
    const outcome = classifyReply(reply(200, { detail: 'text/html' }), now);
    expect(outcome.detail).toBe('respondió 200 con algo que no es la respuesta acordada: text/html');
  });
});

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Mon, 05 Jan 2026 12:00:30 GMT', 30_000],
    ['Monday, 05-Jan-26 12:00:30 GMT', 30_000],
    ['Mon Jan  5 12:00:30 2026', 30_000],
    ['9'.repeat(400), Number.POSITIVE_INFINITY],
  ])('reads %j', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });

  it.each([
    undefined,
    '',
    '-5',
    '1.5',
    '1e3',
    '0x10',
    'soon',
    '2026-01-05T12:00:30Z',
    'Mon, 99 Jan 2026 12:00:30 GMT',
    'Mon, 05 Jan 2026 11:59:30 GMT',
    '5, 6',
  ])('ignores %j', (value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined();
  });
});
