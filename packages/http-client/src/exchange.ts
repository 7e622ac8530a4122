import type { Dispatcher } from 'undici';
import { readFailure } from './read-failure.ts';
import type { RawAnswer } from './read-reply.ts';
import type { Failure } from './reply.ts';

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
