type Sentinel = Pick<WakeLockSentinel, 'addEventListener' | 'release'>;
type Locks = { request(type: 'screen'): Promise<Sentinel> };
type Page = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/**
 * Keeps the screen on. A browser takes the lock away when the page is hidden, and gives none where the battery is low;
 * it is asked again whenever the page is visible again.
 * @param locks `navigator.wakeLock`; undefined where there is none, or over plain http
 * @returns a function that lets go
 */
export function keepAwake(locks: Locks | undefined, page: Page): () => void {
  let held: Sentinel | null = null;
  let asking = false;
  let over = false;

  async function ask(): Promise<void> {
    if (!locks || held || asking || over || page.visibilityState !== 'visible') return;
    asking = true;
    try {
      const sentinel = await locks.request('screen');
      if (over) void sentinel.release();
      else held = sentinel;
      sentinel.addEventListener('release', () => {
        held = null;
      });
    } catch {
      // Refused for now: the next time that the page is looked at it is asked again.
    } finally {
      asking = false;
    }
  }

  const onVisible = () => void ask();
  page.addEventListener('visibilitychange', onVisible);
  void ask();
  return () => {
    over = true;
    page.removeEventListener('visibilitychange', onVisible);
    void held?.release();
  };
}
