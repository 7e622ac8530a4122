import type { OpenState } from './states.ts';

/** The ages in minutes from which an order in one state counts as slow, and as late. */
export type StateLimits = { aviso_min: number; tarde_min: number };
export type AgeLimits = Record<OpenState, StateLimits>;

/** The default limits. The age counts from the order's arrival: it is how long the customer has waited. */
export const defaultAgeLimits: AgeLimits = {
  pendiente: { aviso_min: 5, tarde_min: 10 },
  'en-preparacion': { aviso_min: 20, tarde_min: 40 },
  'en-camino': { aviso_min: 40, tarde_min: 60 },
};

/** The smallest and the largest limit that a shop may set, in minutes. */
export const shortestLimitMin = 1;
export const longestLimitMin = 24 * 60;
