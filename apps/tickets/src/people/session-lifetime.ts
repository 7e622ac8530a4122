const dayMs = 24 * 60 * 60 * 1_000;
/** How long a session lasts that nobody uses. */
export const idleMs = 7 * dayMs;
/** How long a person's session lasts at most. A TV's has no such end. */
export const longestMs = 30 * dayMs;
/** A browser is told to keep a TV's cookie for this long: the longest that browsers accept. */
export const tvCookieMs = 400 * dayMs;
/** Using a session writes to the disk at most this often. */
const prolongEveryMs = 60 * 60 * 1_000;

/** When a session that is used now runs out, in epoch ms. `endsAt` is the end that using it does not put off. */
export function expiryOf(endsAt: number | null, now: number): number {
  return Math.min(now + idleMs, endsAt ?? Number.POSITIVE_INFINITY);
}

/** Whether a session that is used now is worth a write that prolongs it. */
export function isDue({ expiresAt, endsAt }: { expiresAt: number; endsAt: number | null }, now: number) {
  return expiryOf(endsAt, now) - expiresAt >= prolongEveryMs;
}
