import { AxiosError, CanceledError } from 'axios';
import { describe, expect, it } from 'vitest';
import { readFailure } from './read-failure.ts';

describe('readFailure', () => {
  const coded = (code: string) => Object.assign(new Error('m'), { code });
  const cases: [unknown, string][] = [
    [new CanceledError(), 'ABORTED'],
    [new AxiosError('maxContentLength size of 65536 exceeded', 'ERR_BAD_RESPONSE'), 'ERR_TOO_LARGE'],
    [new AxiosError('stream has been aborted', 'ERR_BAD_RESPONSE'), 'ECONNRESET'],
    [new AxiosError('Unsupported protocol', 'ERR_BAD_REQUEST'), 'ERR_UNKNOWN'],
    [new AxiosError('m', 'ECONNREFUSED'), 'ECONNREFUSED'],
    [coded('CERT_HAS_EXPIRED'), 'CERT_HAS_EXPIRED'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [new Error('m'), 'ERR_UNKNOWN'],
    ['no es un Error', 'ERR_UNKNOWN'],
  ];
  it.each(cases)('reads %s as %s', (error, code) => {
    expect(readFailure(error, 'clave')).toMatchObject({ kind: 'failure', code });
  });

  it('hides the key in the message', () => {
    expect(readFailure(new Error('mala clave s3cr3t'), 's3cr3t').message).toBe('mala clave ***');
  });
});
