import { headers } from '@relevo/contract';
import type { HttpRequest } from './http.ts';

/** What goes with a message. The key is one per message, for ever: the same on every try. */
export type PostOptions = {
  idempotencyKey: string;
  requestId?: string;
  traceparent?: string;
  signal?: AbortSignal;
};

/** The request that posts a text of JSON byte for byte. */
export function postJson(path: string, body: string, options: PostOptions): HttpRequest {
  const { idempotencyKey, requestId, traceparent, signal } = options;
  return {
    method: 'POST',
    path,
    body,
    signal,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      [headers.idempotencyKey]: headerText(idempotencyKey),
      ...(requestId && { [headers.requestId]: headerText(requestId) }),
      ...(traceparent && { [headers.traceparent]: headerText(traceparent) }),
    },
  };
}

// What a header cannot carry is written in another way, never left out: two keys could become one.
function headerText(text: string): string {
  if (/^[\x21-\x7e]*$/.test(text)) return text;
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
