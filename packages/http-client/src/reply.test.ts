import { describe, expect, it } from 'vitest';
import { isRetryable } from './reply.ts';

describe('isRetryable', () => {
  it.each([200, 204, 301, 302, 408, 425, 429, 500, 502, 503, 504])(
    'tries again after an unpromised %i',
    (status) => {
      expect(isRetryable({ kind: 'reply', status, promised: false })).toBe(true);
    },
  );

  it.each([400, 401, 403, 404, 409, 413, 415, 422])('does not try again after %i', (status) => {
    expect(isRetryable({ kind: 'reply', status, promised: false })).toBe(false);
  });

  it('does not try again after the promised answer', () => {
    expect(isRetryable({ kind: 'reply', status: 201, promised: true })).toBe(false);
  });

  it('tries again after every failure but the caller’s own abort', () => {
    for (const code of ['ETIMEDOUT', 'ECONNREFUSED', 'ENOTFOUND', 'ERR_TOO_LARGE', 'ERR_UNKNOWN']) {
      expect(isRetryable({ kind: 'failure', code, message: '' })).toBe(true);
    }
    expect(isRetryable({ kind: 'failure', code: 'ABORTED', message: '' })).toBe(false);
  });
});
