import { isAxiosError } from 'axios';
import type { Failure, FailureCode } from './reply.ts';
import { oneLine } from './tell-reply.ts';

/** What was thrown instead of an answer, as a value: a code that can be told apart and one line for people. */
export function readFailure(error: unknown, secret: string): Failure {
  const { code, message } = describe(error);
  return { kind: 'failure', code, message: oneLine(message, secret) };
}

function describe(error: unknown): { code: FailureCode; message: string } {
  if (!(error instanceof Error)) return { code: 'ERR_UNKNOWN', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'ERR_UNKNOWN';
  const { message } = error;
  if (code === 'ERR_CANCELED') return { code: 'ABORTED', message: 'cancelado por quien llamó' };
  // axios has one code for both: a body over the cap, and a connection lost in the middle of the body.
  if (code === 'ERR_BAD_RESPONSE' && message.startsWith('maxContentLength')) {
    return { code: 'ERR_TOO_LARGE', message: 'la respuesta supera el tamaño máximo' };
  }
  if (code === 'ERR_BAD_RESPONSE') return { code: 'ECONNRESET', message };
  const ofAxios = isAxiosError(error) && /^ERR_(BAD|INVALID|NOT_SUPPORT|FR_|NETWORK)/.test(code);
  return { code: ofAxios ? 'ERR_UNKNOWN' : code, message: message || code };
}
