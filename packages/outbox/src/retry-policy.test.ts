import { describe, expect, it } from 'vitest';
import {
  classifyReply,
  isOwnWord,
  isRetryable,
  nextAttempt,
  type Outcome,
  parseRetryAfter,
  type Reply,
  schedule,
} from './retry-policy.ts';

describe('classify reply', () => {
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

    const own = { own: 'datos-invalidos' };
    const atDoor = { ...own, atDoor: true };

    // One row a kind of answer: whose word it is, and what follows.
    it.each<[number[], string, Partial<Extract<Reply, { kind: 'reply' }>>, object]>([
      [[400, 409, 413, 415, 422], 'the service refuses the message', own, { kind: 'rejected' }],
      [[401, 403], 'the service refuses the key', own, { targetDown: false, slow: true }],
      [[429], 'the service has no time', own, { targetDown: false, slow: undefined }],
      [[500, 503], 'the service has trouble', own, { targetDown: true, slow: undefined }],
      [[404, 405], 'another service of ours is at that address', own, { targetDown: true, slow: true }],
      [[402, 410, 431], 'the service says what it never says', own, { targetDown: true, slow: true }],
      [[400, 404], 'the service has not looked at it', atDoor, { targetDown: true, slow: true }],
      [
        [400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422],
        'somebody in between',
        {},
        { targetDown: true, slow: true },
      ],
      [[423, 424, 426, 428, 431, 451, 460, 499], 'too', {}, { targetDown: true, slow: true }],
      [[408, 425, 429], '"not now", whoever says it', {}, { targetDown: false, slow: undefined }],
      [[500, 501, 502, 503, 504, 521, 599], 'anybody', {}, { targetDown: true, slow: undefined }],
      [[100, 301, 302, 304, 307, 308, 0, 777], 'anybody', {}, { targetDown: true, slow: undefined }],
      [[200, 201, 204], 'a page in its place', {}, { targetDown: true, slow: undefined }],
    ])('%j, %s', (statuses, _whose, rest, expected) => {
      for (const status of statuses) {
        expect(classifyReply(reply(status, rest), now)).toEqual({
          ...{ kind: 'retry', status, detail: expect.stringContaining(`respondió ${status}`) },
          ...expected,
        });
      }
    });

    it('keeps the reason of a refusal', () => {
      expect(classifyReply(reply(422, { ...own, detail: 'falta el total' }), now)).toMatchObject({
        detail: 'respondió 422: falta el total',
      });
    });

    it('takes a refusal that is normal for final, whatever its status, and only the other side’s own', () => {
      const ask = (rest: object) => classifyReply(reply(404, rest), now, { expected: true });
      expect(ask({ own: 'no-encontrado', detail: 'No hay un pedido.' })).toEqual({
        ...{ kind: 'rejected', status: 404, expected: true },
        detail: 'respondió 404: No hay un pedido.',
      });
      expect(ask({})).toMatchObject({ kind: 'retry' });
    });

    it.each([
      [
        reply(404, { detail: 'respondió sin cuerpo', by: 'Render (x-render-routing: no-server)' }),
        'respondió 404 alguien en el medio, no el servicio, al parecer Render (x-render-routing: no-server): respondió sin cuerpo',
      ],
      [reply(423), 'respondió 423 alguien en el medio, no el servicio'],
      [reply(502, { by: 'nginx/1.27.2' }), 'respondió 502, al parecer nginx/1.27.2'],
      [
        reply(404, { own: 'no-encontrado', detail: 'No existe nada en esta dirección.' }),
        'respondió 404 un servicio que no conoce esa dirección: No existe nada en esta dirección.',
      ],
    ])('says who seems to have answered', (answer, words) => {
      expect(classifyReply(answer, now).detail).toBe(words);
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

    it.each([429, 503, 401, 404, 302])('hands Retry-After on from a %d', (status) => {
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
});

describe('next attempt', () => {
  const HOUR = 3_600_000;
  const start = Date.UTC(2026, 0, 5, 12);
  const failed: Outcome = { kind: 'retry', detail: 'respondió 503', targetDown: true };

  function waitAfter(step: number, outcome: Outcome = failed, random = 0.5): number {
    const next = nextAttempt({ outcome, step, triedForMs: 0, now: start, random: () => random });
    if (next.kind !== 'again') throw new Error(`expected another attempt, got ${next.kind}`);
    return next.at - start;
  }

  describe('nextAttempt', () => {
    it('is over once delivered', () => {
      const outcome: Outcome = { kind: 'delivered', status: 201 };
      expect(nextAttempt({ outcome, step: 1, triedForMs: 0, now: start, random: () => 0 })).toEqual({
        kind: 'delivered',
      });
    });

    it('is over once rejected, with the reason kept', () => {
      const outcome: Outcome = { kind: 'rejected', status: 400, detail: 'falta el total' };
      expect(nextAttempt({ outcome, step: 1, triedForMs: 0, now: start, random: () => 0 })).toEqual({
        kind: 'rejected',
        reason: 'falta el total',
      });
    });

    it.each([0, 0.5, 0.999])('waits exactly 1, 2 and 4 s first, whatever chance says (%d)', (random) => {
      expect([1, 2, 3].map((step) => waitAfter(step, failed, random))).toEqual([1_000, 2_000, 4_000]);
    });

    it('then follows the tail, its last step for ever', () => {
      expect([4, 5, 6, 7, 8, 9, 10, 11, 60].map((step) => waitAfter(step))).toEqual([
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        1_800_000,
        HOUR,
        HOUR,
        HOUR,
      ]);
    });

    it('spreads the tail by a fifth either way', () => {
      expect(waitAfter(4, failed, 0)).toBe(24_000);
      expect(waitAfter(4, failed, 0.999_999)).toBe(36_000);
    });

    it('goes to the tail at once when the key is refused', () => {
      const slow: Outcome = { kind: 'retry', status: 401, detail: 'no', slow: true, targetDown: false };
      expect([1, 2, 5].map((step) => waitAfter(step, slow))).toEqual([30_000, 30_000, 60_000]);
    });

    it('takes Retry-After as a minimum, capped at an hour', () => {
      const asked = (retryAfterMs: number): Outcome =>
        ({ ...failed, kind: 'retry', retryAfterMs }) as Outcome;
      expect(waitAfter(1, asked(10_000))).toBe(10_000);
      expect(waitAfter(3, asked(500))).toBe(4_000);
      expect(waitAfter(5, asked(10_000))).toBe(60_000);
      expect(waitAfter(1, asked(9 * HOUR))).toBe(HOUR);
      expect(waitAfter(1, asked(Number.POSITIVE_INFINITY))).toBe(HOUR);
    });

    it('gives up past 72 hours and keeps the last answer in the reason', () => {
      const after = (triedForMs: number) =>
        nextAttempt({ outcome: failed, step: 80, triedForMs, now: start, random: () => 0.5 });
      expect(after(schedule.giveUpAfterMs)).toEqual({ kind: 'again', at: start + HOUR });
      expect(after(schedule.giveUpAfterMs + 1)).toEqual({
        kind: 'rejected',
        reason: expect.stringContaining('respondió 503'),
      });
    });
  });
});

describe('isRetryable', () => {
  const answer = (status: number, own?: string): Reply => ({ kind: 'reply', status, promised: false, own });

  it.each([200, 204, 301, 302, 400, 401, 404, 408, 413, 421, 425, 429, 499, 500, 502, 503, 504])(
    'tries again after %i of somebody in between',
    (status) => {
      expect(isRetryable(answer(status))).toBe(true);
    },
  );

  it.each([400, 401, 403, 409, 413, 415, 422])('does not try again after the service’s own %i', (status) => {
    expect(isRetryable(answer(status, 'x'))).toBe(false);
  });

  it.each([404, 405, 429, 500, 503])('tries again after the service’s own %i', (status) => {
    expect(isRetryable(answer(status, 'x'))).toBe(true);
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

describe('isOwnWord', () => {
  it.each<[string, Outcome, boolean]>([
    ['delivered', { kind: 'delivered' }, true],
    ['rejected', { kind: 'rejected', detail: '' }, true],
    ['no time', { kind: 'retry', status: 503, detail: '', targetDown: true }, true],
    ['not now', { kind: 'retry', status: 429, detail: '', targetDown: false }, true],
    ['no answer', { kind: 'retry', detail: '', targetDown: true }, false],
    ['a refused key', { kind: 'retry', status: 401, detail: '', targetDown: false, slow: true }, false],
    ['a router', { kind: 'retry', status: 404, detail: '', targetDown: true, slow: true }, false],
    ['a page with 200', { kind: 'retry', status: 200, detail: '', targetDown: true }, false],
  ])('%s', (_name, outcome, expected) => {
    expect(isOwnWord(outcome)).toBe(expected);
  });
});
