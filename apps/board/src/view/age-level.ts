import { type AgeLimits, isOpen, type State } from '@relevo/contract';

export type AgeLevel = 'a-tiempo' | 'demorado' | 'tarde';

const minuteMs = 60_000;

/** How old an order is, in whole minutes. @param now milliseconds since 1970 by the server's clock */
export function ageMinutes(fechaCreacion: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(fechaCreacion)) / minuteMs));
}

/** How much an order's age should stand out while it is in this state. A closed order is never late. */
export function ageLevel(estado: State, minutes: number, limits: AgeLimits): AgeLevel {
  if (!isOpen(estado)) return 'a-tiempo';
  const { aviso_min, tarde_min } = limits[estado];
  if (minutes < aviso_min) return 'a-tiempo';
  return minutes < tarde_min ? 'demorado' : 'tarde';
}
