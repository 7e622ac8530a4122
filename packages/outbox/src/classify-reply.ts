import type { Outcome } from './next-attempt.ts';
import { parseRetryAfter } from './parse-retry-after.ts';

/**
 * What came back over HTTP. `promised`: the body of a 2xx is the JSON that was agreed on; `detail`: what the
 * other side said in words; `failure`: no whole answer, with the code of the error (`ECONNRESET`, …).
 */
export type Reply =
  | {
      kind: 'reply';
      status: number;
      retryAfter?: string;
      promised: boolean;
      detail?: string;
      result?: unknown;
    }
  | { kind: 'failure'; code: string; message: string };

type Answer = Extract<Reply, { kind: 'reply' }>;

// Answers that say "not now" or "not with this key", from a target that is up.
const BUSY = new Set([408, 425, 429]);
const REFUSED_KEY = new Set([401, 403]);

/**
 * Says what an HTTP answer means for a delivery: done, once more, or never.
 * @param now epoch ms, what a Retry-After date is measured from
 */
export function classifyReply(reply: Reply, now: number): Outcome {
  if (reply.kind === 'failure') {
    return { kind: 'retry', detail: `sin respuesta (${reply.code}): ${reply.message}`, targetDown: true };
  }
  const { status } = reply;
  if (status >= 200 && status < 300) return classifySuccess(reply);
  if (BUSY.has(status)) return again(reply, now, { targetDown: false });
  if (REFUSED_KEY.has(status)) return again(reply, now, { targetDown: false, slow: true });
  if (status >= 400 && status < 500) return { kind: 'rejected', status, detail: inWords(reply) };
  return again(reply, now, { targetDown: true });
}

function classifySuccess(reply: Answer): Outcome {
  const { status, detail, result } = reply;
  if (reply.promised) return { kind: 'delivered', status, detail, result };
  // A captive portal or a proxy's welcome page: the order is not on the other side.
  const words = `respondió ${status} con algo que no es la respuesta acordada`;
  return { kind: 'retry', status, detail: detail ? `${words}: ${detail}` : words, targetDown: true };
}

function again(reply: Answer, now: number, rest: { targetDown: boolean; slow?: boolean }): Outcome {
  const retryAfterMs = parseRetryAfter(reply.retryAfter, now);
  return { kind: 'retry', status: reply.status, detail: inWords(reply), retryAfterMs, ...rest };
}

function inWords({ status, detail }: Answer): string {
  return detail ? `respondió ${status}: ${detail}` : `respondió ${status}`;
}
