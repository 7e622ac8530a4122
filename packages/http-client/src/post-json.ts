import { headers } from '@relevo/contract';
import type { AxiosRequestConfig } from 'axios';

/** What goes with a message. The key is one per message, for ever: the same on every try. */
export type PostOptions = {
  idempotencyKey: string;
  requestId?: string;
  traceparent?: string;
  signal?: AbortSignal;
};

/** The request that posts a text of JSON byte for byte, as axios takes it. */
export function postJson(url: string, body: string, options: PostOptions): AxiosRequestConfig {
  const { idempotencyKey, requestId, traceparent, signal } = options;
  return {
    method: 'post',
    url,
    data: body,
    signal,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      [headers.idempotencyKey]: headerText(idempotencyKey),
      ...(requestId && { [headers.requestId]: headerText(requestId) }),
      ...(traceparent && { [headers.traceparent]: headerText(traceparent) }),
    },
  };
}

// axios drops what a header cannot carry, in silence: two keys could become one.
function headerText(text: string): string {
  return text.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
