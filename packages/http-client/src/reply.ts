import type { Problem } from '@relevo/contract';

/**
 * What one attempt came back with; never thrown.
 *
 * `promised` is the only proof of success: the status and the JSON are what the contract promises for this very
 * request. `retryAfter` is the header as it came. `detail` is one line of at most 300 characters for people.
 */
export type Reply<T> =
  | {
      kind: 'reply';
      status: number;
      retryAfter?: string;
      promised: boolean;
      detail?: string;
      result?: T;
      problem?: Problem;
    }
  | Failure;

/** No whole answer came. What was sent may have arrived all the same. */
export type Failure = { kind: 'failure'; code: FailureCode; message: string };

/** Node's own codes (ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED, …) pass through; these have a meaning here. */
export type FailureCode =
  | 'ETIMEDOUT'
  | 'ABORTED'
  | 'ECONNRESET'
  | 'ERR_TOO_LARGE'
  | 'ERR_UNKNOWN'
  | (string & {});

/**
 * Whether the same request may succeed a moment later: no answer, 408, 425, 429, 5xx, and answers that only
 * something in between can have made (a redirect, a page of HTML with 200). Never after the caller's own abort.
 */
export function isRetryable(reply: Reply<unknown>): boolean {
  if (reply.kind === 'failure') return reply.code !== 'ABORTED';
  if (reply.promised) return false;
  const { status } = reply;
  return status < 400 || status >= 500 || status === 408 || status === 425 || status === 429;
}
