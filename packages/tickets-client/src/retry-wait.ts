/** However long a server asks to wait, a checkout with a buyer before it does not wait longer. */
export const maxWaitMs = 30_000;

/** The wait before retry 1, 2, 3, … in milliseconds: 1 s, 2 s, 4 s. */
export function backoffMs(retry: number): number {
  return 1_000 * 2 ** (retry - 1);
}

/**
 * The wait before the next try in milliseconds: what the schedule says, or longer where the server asks for
 * it, never above `maxWaitMs` (and so never near the 2³¹−1 ms at which a timer fires at once).
 */
export function retryWaitMs(scheduledMs: number, retryAfter: string | undefined, nowMs: number): number {
  const askedMs = retryAfter === undefined ? 0 : parseRetryAfter(retryAfter, nowMs);
  return Math.min(maxWaitMs, Math.max(0, scheduledMs, askedMs));
}

/** RFC 9110 §10.2.3: whole seconds or an HTTP date. Anything else asks for nothing. */
function parseRetryAfter(text: string, nowMs: number): number {
  const asked = text.trim();
  if (/^\d+$/.test(asked)) return Number(asked) * 1_000;
  if (!/^[A-Z][a-z]{2,8}, .+ GMT$/.test(asked)) return 0;
  const atMs = Date.parse(asked);
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - nowMs);
}
