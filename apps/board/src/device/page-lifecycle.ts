import { abortAfter } from './clock.ts';

const beatMs = 1_000;
const sleptMs = 5_000;

/**
 * Calls `wake` when the page may have become stale unnoticed: it is visible again, came back from the
 * cache, the network is back, or the device has slept (its clock has jumped between two beats).
 */
export function watchWake(wake: () => void): void {
  let lastBeat = Date.now();
  const visible = () => document.visibilityState === 'visible';

  document.addEventListener('visibilitychange', () => visible() && wake());
  document.addEventListener('resume', wake);
  window.addEventListener('online', wake);
  window.addEventListener('pageshow', ({ persisted }) => persisted && wake());
  setInterval(() => {
    const slept = Date.now() - lastBeat > sleptMs;
    lastBeat = Date.now();
    // Browsers slow the timers of a hidden page down; that is no sleep.
    if (slept && visible()) wake();
  }, beatMs);
}

/** Checks that the service can send the page, so that nobody ends on the browser's error page. Never rejects. */
export async function pageIsThere(): Promise<boolean> {
  const page = await fetch('/', { cache: 'no-cache' }).catch(() => null);
  return page?.ok ?? false;
}

/** Reloads the page, if the service can send it. */
export async function reloadPage(): Promise<void> {
  if (await pageIsThere()) location.reload();
}

/** Port: fetches the page from the service; null: no answer, or one from something else. Never rejects. */
export type FetchPage = () => Promise<string | null>;

/** Fetches the page over HTTP. */
export const fetchPage: FetchPage = async () => {
  try {
    const response = await fetch('/', { cache: 'no-cache', signal: abortAfter(10_000) });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
};
