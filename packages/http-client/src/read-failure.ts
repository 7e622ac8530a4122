import type { Failure, FailureCode } from './reply.ts';
import { oneLine } from './tell-reply.ts';

// undici's own codes that have a meaning here. A connection that the other side closed has no code of Node's.
const codes: Record<string, FailureCode> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_DESTROYED: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'ERR_TOO_LARGE',
};

/** What was thrown instead of an answer, as a value: a code that can be told apart and one line for people. */
export function readFailure(error: unknown, secret: string): Failure {
  const { code, message } = describe(error);
  return { kind: 'failure', code, message: oneLine(message, secret) };
}

function describe(error: unknown): { code: FailureCode; message: string } {
  if (!(error instanceof Error)) return { code: 'ERR_UNKNOWN', message: String(error) };
  const thrown = 'code' in error && typeof error.code === 'string' ? error.code : 'ERR_UNKNOWN';
  const code = codes[thrown] ?? (thrown.startsWith('UND_ERR') ? 'ERR_UNKNOWN' : thrown);
  if (code === 'ERR_TOO_LARGE') return { code, message: 'la respuesta supera el tamaño máximo' };
  // Node's own text names the address too, and this one is shown to who may not know how the services are wired.
  if ('syscall' in error) return { code, message: `${error.syscall} ${code}` };
  return { code, message: error.message || code };
}
