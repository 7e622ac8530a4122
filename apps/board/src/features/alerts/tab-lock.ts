import { type ReadonlySignal, signal } from '@preact/signals-core';

/** Port: decides which of the tabs of this device makes the sounds. */
export type TabLock = {
  held: ReadonlySignal<boolean>;
  /** @param wanted whether this tab could make them now */
  request(wanted: boolean): void;
};

/**
 * Shares one Web Lock between the tabs: one tab holds it, and the next gets it when that tab closes or can no longer
 * be heard. Where the browser has no locks (an address without TLS) every tab sounds for itself.
 */
export function createTabLock(locks: Pick<LockManager, 'request'> | undefined): TabLock {
  const held = signal(false);
  let giveUp: (() => void) | null = null;

  function stand(): void {
    const leaving = new AbortController();
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    giveUp = () => {
      leaving.abort();
      leave();
      held.value = false;
    };
    if (!locks) {
      held.value = true;
      return;
    }
    const hold = () => {
      // The lock was granted just as this tab gave up waiting for it.
      if (leaving.signal.aborted) return undefined;
      held.value = true;
      return left;
    };
    locks.request('relevo:timbre', { signal: leaving.signal }, hold).catch(() => {});
  }

  return {
    held,
    request(wanted) {
      if (wanted === (giveUp !== null)) return;
      if (wanted) return stand();
      giveUp?.();
      giveUp = null;
    },
  };
}
