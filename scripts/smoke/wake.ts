import { setTimeout as delay } from 'node:timers/promises';
import { type Fetched, fetchText } from './clients.ts';

const pauseMs = 500;
const tryMs = 15_000;

/** How waking went; `reason` tells why a service still counts as asleep. `ms`: how long it took. */
export type Wake = { ms: number; reason?: string };

/**
 * Asks a service until it answers for itself: on a free plan it sleeps, and what stands in front of it refuses,
 * holds or shows a page of its own until it is up. Asks at least once; never rejects.
 * @param options.onWaiting called once, when the first try found it asleep
 */
export async function wake(
  url: string,
  options: { limitMs: number; signal: AbortSignal; onWaiting: (reason: string) => void },
): Promise<Wake> {
  const { limitMs, signal, onWaiting } = options;
  const startedAt = performance.now();
  for (let tries = 1; ; tries++) {
    const leftMs = limitMs - (performance.now() - startedAt);
    const timeoutMs = Math.max(1_000, Math.min(tryMs, leftMs));
    const reason = asleep(await fetchText(`${url}/healthz`, {}, { timeoutMs, signal }));
    const ms = performance.now() - startedAt;
    if (reason === undefined) return { ms };
    if (ms + pauseMs > limitMs || signal.aborted) return { ms, reason };
    if (tries === 1) onWaiting(reason);
    await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}

/** Why this answer is not the service's own, or undefined. An unhealthy service that says so is awake. */
export function asleep(answer: Fetched): string | undefined {
  if (answer.kind === 'failure') return answer.code;
  const { status, contentType, text } = answer;
  if (/html/i.test(contentType) || /^\s*</.test(text)) return `status ${status} with a page of HTML`;
  const ownWords = /json/i.test(contentType);
  return !ownWords && [502, 503, 504].includes(status) ? `status ${status}` : undefined;
}
