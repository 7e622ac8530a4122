import { isSettled } from './judge-sockets.ts';
import type { HeardPosition, Line, Measurements } from './measurements.ts';
import type { Verdict } from './verdict.ts';

/** How many positions after the first one are listened for. */
export const wantedPositions = 2;

type Heard = Exclude<Line, { state: 'opening' | 'failed' }>;

/**
 * Whether messages come when they are said: the service tells its position every few seconds, so a pause, a burst or
 * a close tells of something between that keeps them back or grows impatient.
 */
export function judgeFlow({ websocket, polling, diagnosis, listened }: Measurements): Verdict {
  const check = 'flow';
  const waiting: Verdict = { check, level: 'waiting', finding: 'waiting' };
  if (!isSettled(websocket) || !isSettled(polling)) return waiting;
  const live = [websocket, polling].filter((line): line is Heard => line.state !== 'failed');
  const [main] = live;
  if (!main) return { check, level: 'skipped', finding: 'skipped' };
  const everyMs = diagnosis?.value?.socket.posicion_cada_ms ?? 5_000;

  if (comesInBursts(main.heard, everyMs))
    return { check, level: 'bad', finding: 'bursts', setting: 'buffering' };
  if (main.state === 'closed') {
    const silentS = Math.round((main.closedAt - (main.heard.at(-1)?.at ?? main.openedAt)) / 1_000);
    return { check, level: 'bad', finding: 'closed-in-silence', amount: silentS, setting: 'read-timeout' };
  }
  if (main.heard.length > wantedPositions)
    return { check, level: 'ok', finding: 'steady', amount: worstMs(main.heard, everyMs) };
  if (!listened) return waiting;
  const byPolling = live.length > 1 && polling.state !== 'failed' && polling.heard.length > main.heard.length;
  return { check, level: 'bad', finding: byPolling ? 'only-polling' : 'nothing-heard', setting: 'buffering' };
}

// Said seconds apart, come at once: somebody on the way waited until there was enough.
function comesInBursts(heard: readonly HeardPosition[], everyMs: number): boolean {
  return pairs(heard).some(
    ([one, next]) => next.said - one.said > everyMs * 0.8 && next.at - one.at < (next.said - one.said) * 0.2,
  );
}

/** By how much more than said apart two messages came apart, at worst. */
function worstMs(heard: readonly HeardPosition[], everyMs: number): number {
  const late = pairs(heard).map(([one, next]) => next.at - one.at - Math.min(next.said - one.said, everyMs));
  return Math.max(0, ...late);
}

function pairs(heard: readonly HeardPosition[]): [HeardPosition, HeardPosition][] {
  return heard.slice(1).flatMap((next, at) => {
    const one = heard[at];
    return one ? [[one, next] as [HeardPosition, HeardPosition]] : [];
  });
}
