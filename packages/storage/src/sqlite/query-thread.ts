import { parentPort } from 'node:worker_threads';
import { serializeError } from '../errors.ts';
import type { QueryReply, QueryRequest } from './query-connection.ts';
import { createReader, type Queries } from './reader.ts';

const port = parentPort;
// A long read goes through more than any cache holds, and does not come back to it.
const cacheKiB = 4_000;
const reader = createReader({ busyTimeoutMs: 2_000, cacheKiB, onMoved: () => post({ kind: 'moved' }) });
let queries: Queries | undefined;

port?.on('message', async (request: QueryRequest) => {
  if (request.kind === 'release') return reader.follow(undefined);
  try {
    queries ??= ((await import(request.queries)) as { queries: Queries }).queries;
    const query = Object.hasOwn(queries, request.name) ? queries[request.name] : undefined;
    if (!query) throw new TypeError(`there is no query ${request.name}`);
    reader.follow(request.held);
    post({ kind: 'done', value: query(reader, request.input as never) });
  } catch (error) {
    post({ kind: 'failed', error: serializeError(error) });
  }
});

function post(reply: QueryReply): void {
  port?.postMessage(reply);
}
