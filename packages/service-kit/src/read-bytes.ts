import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './problem.ts';

/** The client went away before its body was complete. Nobody is left to answer. */
export class RequestAborted extends Error {
  readonly code = 'request-aborted';
  constructor() {
    super('the client closed the connection');
    this.name = 'RequestAborted';
  }
}

/**
 * The whole body of a request.
 *
 * @throws HttpProblem 413 as soon as it is above the limit; RequestAborted
 */
export function readBytes(req: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (req.destroyed) return Promise.reject(new RequestAborted());
  if (Number(req.headers['content-length'] ?? 0) > limitBytes) {
    discardRest(req, limitBytes);
    return Promise.reject(tooLarge(limitBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const onData = (chunk: Buffer) => {
      received += chunk.length;
      if (received <= limitBytes) return void chunks.push(chunk);
      req.off('data', onData);
      discardRest(req, limitBytes);
      reject(tooLarge(limitBytes));
    };
    req.on('data', onData);
    // Every request closes; only one that has not ended was aborted (it emits `error`, `close` and no `end`).
    const onGone = () => reject(new RequestAborted());
    req.once('error', onGone).once('close', onGone);
    req.once('end', () => {
      req.off('error', onGone).off('close', onGone);
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
  });
}

/** The 413 for a body above `limitBytes`. */
export function tooLarge(limitBytes: number): HttpProblem {
  return new HttpProblem('cuerpo-demasiado-grande', `El cuerpo supera los ${limitBytes / 1024} KiB.`);
}

// A client that is still sending sees the 413 only if its bytes are taken; closing now would reset the
// connection under the answer. What is taken is bounded.
function discardRest(req: IncomingMessage, limitBytes: number): void {
  let left = limitBytes * 16;
  req.on('error', () => {});
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) req.destroy();
  });
}
