/** Longer than any wait between two tries to connect. */
const deafMs = 3 * 60_000;
const frozenMs = 2 * 60_000;
/** A page that does not get better by being loaded anew is not loaded all the time. */
const reloadAtMostEveryMs = 30 * 60_000;

export type Vitals = {
  /** Milliseconds since 1970 by this device, as all times here. */
  now: number;
  /** When the page was last drawn with the time of day. */
  drawnAt: number;
  /** Since when the board has not been live; null: it is. */
  deafSince: number | null;
  /** When the page was last loaded anew because of this. */
  healedAt: number | null;
};

/**
 * Whether a TV, which nobody stands at, is stuck: nothing is drawn any more, or it gets no connection. The caller loads
 * it anew only if the service answers: while it does not, there is nothing to heal here.
 */
export function judgeStuck({ now, drawnAt, deafSince, healedAt }: Vitals): boolean {
  if (healedAt !== null && Math.abs(now - healedAt) < reloadAtMostEveryMs) return false;
  return now - drawnAt > frozenMs || (deafSince !== null && now - deafSince > deafMs);
}
