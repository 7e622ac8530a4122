import { type ReadonlySignal, signal } from '@preact/signals-core';

/** Port: which of the tabs of this device makes the sounds. */
export type Turn = {
  mine: ReadonlySignal<boolean>;
  /** @param wanted whether this tab could make them now */
  want(wanted: boolean): void;
};

/**
 * One tab at a time has the lock, and the next one gets it when that tab is closed or cannot sound any more. Where
 * the browser has no locks (an address without TLS) every tab sounds for itself.
 */
export function createTurn(locks: Pick<LockManager, 'request'> | undefined): Turn {
  const mine = signal(false);
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
      mine.value = false;
    };
    if (!locks) {
      mine.value = true;
      return;
    }
    const hold = () => {
      // Granted in the moment in which it was given up.
      if (leaving.signal.aborted) return undefined;
      mine.value = true;
      return left;
    };
    locks.request('relevo:timbre', { signal: leaving.signal }, hold).catch(() => {});
  }

  return {
    mine,
    want(wanted) {
      if (wanted === (giveUp !== null)) return;
      if (wanted) return stand();
      giveUp?.();
      giveUp = null;
    },
  };
}
