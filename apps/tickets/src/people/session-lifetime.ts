const dayMs = 24 * 60 * 60 * 1_000;
/** How long an unused session lasts. */
export const idleMs = 7 * dayMs;
/** How long a person's session lasts at most. A TV's session has no such limit. */
export const longestMs = 30 * dayMs;
/**
 * For how long the row of an expired session is kept. It lets nobody in, but by a clock that is days ahead every session is
 * expired, and those that were not must be valid again once the clock is right.
 */
export const expiredKeptMs = 7 * dayMs;
/** Lifetime of a TV's cookie: the longest that browsers accept. */
export const tvCookieMs = 400 * dayMs;
/** How long an unused TV link lasts. */
export const tvLinkMs = 90 * dayMs;
/** Using a session writes to disk at most this often. */
const prolongEveryMs = 60 * 60 * 1_000;

/** When a session that is used now expires, in epoch ms. `endsAt`: its final end, which use does not extend. */
export function expiryOf(endsAt: number | null, now: number): number {
  return Math.min(now + idleMs, endsAt ?? Number.POSITIVE_INFINITY);
}

/** Whether to write that a session is used now. */
export function isDue({ seenAt }: { seenAt: number }, now: number): boolean {
  return now - seenAt >= prolongEveryMs;
}
