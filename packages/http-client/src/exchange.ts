import type { Dispatcher } from 'undici';
import { type Failure, type FailureCode, oneLine, type RawAnswer } from './reply.ts';

const utf8 = new TextDecoder();
const cutOff = new Error('the attempt is over');

/**
 * Sends one request and takes its whole answer, under one limit from DNS to the last byte of the body: a limit that
 * starts again with each byte would never end a peer that trickles. Never rejects.
 *
 * By undici's `dispatch`, which hands the parts of an answer over as they come: half of what its `request` costs.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { timeoutMs, signal, secret }: { timeoutMs: number; signal: AbortSignal | undefined; secret: string },
): Promise<RawAnswer | Failure> {
  if (signal?.aborted) return Promise.resolve(aborted);
  return new Promise((resolve) => {
    let sending: Dispatcher.DispatchController | undefined;
    let over = false;
    let status = 0;
    let headers: RawAnswer['headers'] = {};
    const chunks: Buffer[] = [];

    const limit = setTimeout(() => giveUp(timedOut(timeoutMs)), timeoutMs);
    const onAbort = () => giveUp(aborted);
    signal?.addEventListener('abort', onAbort);

    function end(outcome: RawAnswer | Failure): void {
      if (over) return;
      over = true;
      clearTimeout(limit);
      signal?.removeEventListener('abort', onAbort);
      resolve(outcome);
    }
    function giveUp(failure: Failure): void {
      end(failure);
      sending?.abort(cutOff);
    }

    dispatcher.dispatch(request, {
      // It has a connection now. What was given up while it waited for one must not be sent any more.
      onRequestStart(controller) {
        sending = controller;
        if (over) controller.abort(cutOff);
      },
      onResponseStart(_controller, statusCode, fields) {
        status = statusCode;
        headers = fields;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        end({ kind: 'answer', status, headers, text: utf8.decode(whole(chunks)) });
      },
      onResponseError(_controller, error) {
        const failure = readFailure(error, secret);
        // A refusal that is longer than anything promised is one nonetheless: its status says all that follows from it.
        const refused = failure.code === 'ERR_TOO_LARGE' && status >= 400 && status < 500;
        end(refused ? { kind: 'answer', status, headers, text: '' } : failure);
      },
    });
  });
}

const aborted: Failure = { kind: 'failure', code: 'ABORTED', message: 'cancelado por quien llamó' };

function timedOut(timeoutMs: number): Failure {
  return { kind: 'failure', code: 'ETIMEDOUT', message: `sin respuesta completa en ${timeoutMs} ms` };
}

function whole(chunks: Buffer[]): Buffer {
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

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
