import type { OpenState } from './states.ts';

/** From how many minutes of its age on an order counts as slow, and as late, while it is in one state. */
export type StateLimits = { aviso_min: number; tarde_min: number };
export type AgeLimits = Record<OpenState, StateLimits>;

/** What holds until a shop sets its own. The age is the order's, from the moment it came in: the customer's wait. */
export const defaultAgeLimits: AgeLimits = {
  pendiente: { aviso_min: 5, tarde_min: 10 },
  'en-preparacion': { aviso_min: 20, tarde_min: 40 },
  'en-camino': { aviso_min: 40, tarde_min: 60 },
};

/** Limits of the limits, in minutes. */
export const shortestLimitMin = 1;
export const longestLimitMin = 24 * 60;
