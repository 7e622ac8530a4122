import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';

export type ProbeResult<T> = { ok: true; value: T } | { ok: false };

/**
 * A probe that many requests may ask for at once: one run serves all of them, and while a run hangs no other
 * is started, so that asking cannot wear out a disk that is already slow. Never rejects.
 *
 * @param probe.limitMs how long one asker waits before the answer is "not ok"
 */
export function shareProbe<T>(probe: {
  run: () => Promise<T>;
  name: string;
  limitMs: number;
  clock: Clock;
  log: Logger;
}): () => Promise<ProbeResult<T>> {
  let running: Promise<ProbeResult<T>> | undefined;
  return () => {
    running ??= settle(probe).finally(() => {
      running = undefined;
    });
    return withLimit(running, probe);
  };
}

async function settle<T>({ run, name, log }: { run: () => Promise<T>; name: string; log: Logger }) {
  try {
    return { ok: true, value: await run() } as const;
  } catch (error) {
    log.warn({ err: error, check: name }, 'health check failed');
    return { ok: false } as const;
  }
}

async function withLimit<T>(
  running: Promise<ProbeResult<T>>,
  { name, limitMs, clock, log }: { name: string; limitMs: number; clock: Clock; log: Logger },
): Promise<ProbeResult<T>> {
  const stop = new AbortController();
  const limit = clock.sleep(limitMs, stop.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  );
  const first = await Promise.race([running, limit]);
  stop.abort();
  if (first !== 'late') return first;
  log.warn({ check: name, limitMs }, 'health check did not answer in time');
  return { ok: false };
}
