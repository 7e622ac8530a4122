import { errors } from 'undici';
import { describe, expect, it } from 'vitest';
import { readFailure } from './exchange.ts';

describe('readFailure', () => {
  const coded = (code: string) => Object.assign(new Error('m'), { code });
  const cases: [unknown, string][] = [
    [new errors.ResponseExceededMaxSizeError(), 'ERR_TOO_LARGE'],
    [new errors.SocketError('other side closed'), 'ECONNRESET'],
    [new errors.ClientDestroyedError(), 'ECONNRESET'],
    [new errors.ConnectTimeoutError(), 'ETIMEDOUT'],
    [new errors.InvalidArgumentError('invalid request path'), 'ERR_UNKNOWN'],
    [coded('ECONNREFUSED'), 'ECONNREFUSED'],
    [coded('CERT_HAS_EXPIRED'), 'CERT_HAS_EXPIRED'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [new Error('m'), 'ERR_UNKNOWN'],
    ['no es un Error', 'ERR_UNKNOWN'],
  ];
  it.each(cases)('reads %s as %s', (error, code) => {
    expect(readFailure(error, 'clave')).toMatchObject({ kind: 'failure', code });
  });

  it('tells no address of what could not be reached', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:3002'), {
      ...{ code: 'ECONNREFUSED', syscall: 'connect', address: '10.0.0.7', port: 3002 },
    });
    expect(readFailure(refused, 'clave').message).toBe('connect ECONNREFUSED');
  });

  it('hides the key in the message', () => {
    expect(readFailure(new Error('mala clave s3cr3t'), 's3cr3t').message).toBe('mala clave ***');
  });
});
