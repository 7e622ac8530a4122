import { doorWords } from './door-words.ts';

/** When it is worth another try: `Probá de nuevo en 40 s.` Times in milliseconds. */
export function waitText(until: number, now: number): string {
  const seconds = Math.ceil((until - now) / 1_000);
  if (seconds <= 0) return doorWords().again.now;
  if (seconds < 100) return doorWords().again.inSeconds(seconds);
  return doorWords().again.inMinutes(Math.ceil(seconds / 60));
}
