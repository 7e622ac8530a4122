import type { Dispatcher } from 'undici';
import { type Failure, type FailureCode, oneLine, type RawAnswer } from './reply.ts';

const utf8 = new TextDecoder();
const cutOff = new Error('the attempt is over');

/**
 * Sends one request and reads its whole answer, under one limit from DNS to the last byte of the body: a limit that starts
 * again with each byte would never end a peer that trickles. Never rejects.
 *
 * Uses undici's `dispatch`, which passes on the parts of an answer as they come, at half the cost of its `request`
 * (decision 0015).
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
      // The request has a connection now. If it was given up while it waited for one, it must not be sent any more.
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
        // A refusal that is too long is a refusal all the same: what follows depends on its status alone.
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

// Translates undici's own codes; those of Node pass through.
const codes: Record<string, FailureCode> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_DESTROYED: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'ERR_TOO_LARGE',
};

/** Turns what was thrown instead of an answer into a value: a code that can be told apart and one line for people. */
export function readFailure(error: unknown, secret: string): Failure {
  const { code, message } = describe(error);
  return { kind: 'failure', code, message: oneLine(message, secret) };
}

function describe(error: unknown): { code: FailureCode; message: string } {
  if (!(error instanceof Error)) return { code: 'ERR_UNKNOWN', message: String(error) };
  const thrown = 'code' in error && typeof error.code === 'string' ? error.code : 'ERR_UNKNOWN';
  const code = codes[thrown] ?? (thrown.startsWith('UND_ERR') ? 'ERR_UNKNOWN' : thrown);
  if (code === 'ERR_TOO_LARGE') return { code, message: 'la respuesta supera el tamaño máximo' };
  // Node's own text also names the address, and not everybody who reads this may know how the services are connected.
  if ('syscall' in error) return { code, message: `${error.syscall} ${code}` };
  return { code, message: error.message || code };
}
