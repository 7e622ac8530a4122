import { isOpen, type State } from '@relevo/contract';

export type AgeLevel = 'a-tiempo' | 'demorado' | 'muy-demorado';

const slowMs = 20 * 60_000;
const lateMs = 40 * 60_000;

/** How much an order's age should stand out. A closed order is never late. @param ms its age */
export function ageLevel(estado: State, ms: number): AgeLevel {
  if (!isOpen(estado) || ms < slowMs) return 'a-tiempo';
  return ms < lateMs ? 'demorado' : 'muy-demorado';
}
