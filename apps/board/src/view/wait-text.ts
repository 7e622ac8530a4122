import { doorWords as words } from './door-words.ts';

/** When it is worth another try: `Probá de nuevo en 40 s.` Times in milliseconds. */
export function waitText(until: number, now: number): string {
  const seconds = Math.ceil((until - now) / 1_000);
  if (seconds <= 0) return words().again.now;
  if (seconds < 100) return words().again.inSeconds(seconds);
  return words().again.inMinutes(Math.ceil(seconds / 60));
}
