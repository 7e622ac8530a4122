// @ts-check

/**
 * When to ask for an order again: every second while something happens, slower when it rests, and right after
 * an attempt that is announced.
 * @param {{ now: number, changedAt: number, dueAt?: number }} times epoch ms; `dueAt`: of the next attempt
 * @returns {number} milliseconds to wait
 */
export function nextRefreshMs({ now, changedAt, dueAt }) {
  const pace = paceMs(now - changedAt);
  const untilAttempt = dueAt === undefined ? Number.POSITIVE_INFINITY : dueAt - now;
  // An attempt takes a moment: from its due time on, a look every second shows what came of it.
  return Math.max(1_000, Math.min(pace, untilAttempt + 500));
}

/** @param {number} restMs how long the order has not changed */
function paceMs(restMs) {
  if (restMs < 60_000) return 1_000;
  if (restMs < 600_000) return 5_000;
  return 30_000;
}
