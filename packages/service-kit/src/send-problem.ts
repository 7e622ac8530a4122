import type { IncomingMessage } from 'node:http';
import { problemMediaType } from '@relevo/contract';
import { type LocalsResponse, localsOf, logOf } from './locals.ts';
import { type HttpProblem, problemBody } from './problem.ts';
import { RequestAborted } from './read-bytes.ts';
import { toProblem } from './to-problem.ts';

/** Answers a request with what went wrong, and logs it. The only writer of problem answers. */
export function sendProblem(error: unknown, req: IncomingMessage, res: LocalsResponse): void {
  const locals = localsOf(res);
  if (error instanceof RequestAborted) return void req.destroy();
  const problem = toProblem(error, locals.trace.requestId);
  locals.problem = summary(problem);
  if (problem.status >= 500) logFailure(problem, error, res);
  if (res.writableEnded) return;
  // Half an answer is on its way: cutting the connection is the only way left to say that it is broken.
  if (res.headersSent) return void req.socket.destroy();
  write(problem, res);
}

function write(problem: HttpProblem, res: LocalsResponse): void {
  const text = JSON.stringify(problemBody(problem, localsOf(res).trace.requestId));
  for (const name of ['Content-Encoding', 'ETag', 'Last-Modified']) res.removeHeader(name);
  for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
  res.statusCode = problem.status;
  res.setHeader('Content-Type', problemMediaType);
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text);
}

function logFailure(problem: HttpProblem, error: unknown, res: LocalsResponse): void {
  // 503 without a cause is the planned answer to overload and shutdown: the request's own line says so, and a second
  // one for each would only add to the load. 500 is a bug.
  if (problem.status !== 503) logOf(res).error({ err: error }, 'request failed');
  else if (problem.cause) logOf(res).warn({ err: problem.cause }, problem.slug);
}

function summary({ slug, errores }: HttpProblem): { problem: string; campos?: string[] } {
  return errores
    ? { problem: slug, campos: errores.slice(0, 20).map(({ campo }) => campo) }
    : { problem: slug };
}
