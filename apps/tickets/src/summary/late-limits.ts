import type { AgeLimits } from '@relevo/contract';
import type { LateLimits } from './judge-late.ts';

const minuteMs = 60_000;

/** From which age on an order is late, as the shop has set it. */
export function lateLimitsOf(limits: AgeLimits): LateLimits {
  return {
    pendiente: limits.pendiente.tarde_min * minuteMs,
    'en-preparacion': limits['en-preparacion'].tarde_min * minuteMs,
    'en-camino': limits['en-camino'].tarde_min * minuteMs,
  };
}
