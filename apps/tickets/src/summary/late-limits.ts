import type { LateLimits } from './judge-late.ts';

const minuteMs = 60_000;

/** What holds until a shop sets its own. */
export const defaultLateLimits: LateLimits = {
  pendiente: 10 * minuteMs,
  'en-preparacion': 40 * minuteMs,
  'en-camino': 60 * minuteMs,
};
