const beatMs = 1_000;
const sleptMs = 5_000;

/**
 * Calls `wake` when what the page shows may have grown old unseen: it is visible again, came back from the
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
    // A hidden page is slowed down by the browser; that is no sleep.
    if (slept && visible()) wake();
  }, beatMs);
}

/** Whether the service sends the page now: nobody must end on the browser's page of errors. Never rejects. */
export async function pageIsThere(): Promise<boolean> {
  const page = await fetch('/', { cache: 'no-cache' }).catch(() => null);
  return page?.ok ?? false;
}

/** Loads the page anew, once the service has just sent it. */
export async function reloadPage(): Promise<void> {
  if (await pageIsThere()) location.reload();
}

/** Port: the page as the service sends it now; null: no answer, or none from the service. Never rejects. */
export type FetchPage = () => Promise<string | null>;

/** The page over HTTP. */
export const fetchPage: FetchPage = async () => {
  try {
    const response = await fetch('/', { cache: 'no-cache', signal: AbortSignal.timeout(10_000) });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
};
