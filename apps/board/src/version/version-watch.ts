import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Clock } from '../device/clock.ts';
import { createTimer } from '../device/clock.ts';
import { readVersion } from './read-version.ts';

const checkEveryMs = 5 * 60_000;
const checkAtMostEveryMs = 20_000;

/** Port: the page as the service sends it now; null: no answer, or none from the service. Never rejects. */
export type FetchPage = () => Promise<string | null>;

export type VersionWatch = {
  /** The version that the service has, while it is not the one that runs here. */
  newer: ReadonlySignal<string | null>;
  /** Looks now, unless it has just looked: the connection is back, so the service may be another one. */
  check(): void;
  /** @returns whether the service sends a page now */
  confirm(): Promise<boolean>;
};

/** Looks every few minutes whether the service has another version of the page. @param running see `readVersion` */
export function createVersionWatch(deps: {
  clock: Clock;
  fetchPage: FetchPage;
  running: string;
}): VersionWatch {
  const { clock, fetchPage, running } = deps;
  const newer = signal<string | null>(null);
  const next = createTimer(clock);
  let checkedAt = clock.now();

  async function confirm(): Promise<boolean> {
    checkedAt = clock.now();
    next.set(checkEveryMs, () => void confirm());
    const there = readVersion(await fetchPage());
    if (there === '' || running === '') return false;
    newer.value = there === running ? null : there;
    return true;
  }

  next.set(checkEveryMs, () => void confirm());
  return {
    newer,
    check() {
      if (Math.abs(clock.now() - checkedAt) >= checkAtMostEveryMs) void confirm();
    },
    confirm,
  };
}

/** The page over HTTP. */
export const fetchPage: FetchPage = async () => {
  try {
    const response = await fetch('/', { cache: 'no-cache', signal: AbortSignal.timeout(10_000) });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
};
