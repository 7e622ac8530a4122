import { createBag } from './unordered-set.ts';

/**
 * A place kept for an attempt whose delivery is being stored, with the lease to store it under. Only `owner` and
 * `until` (epoch ms) survive a structured clone, so it can go into a write as it is.
 */
export class BirthLease {
  readonly owner: string;
  readonly until: number;
  #giveBack: (lease: BirthLease) => void;

  constructor(owner: string, until: number, giveBack: (lease: BirthLease) => void) {
    this.owner = owner;
    this.until = until;
    this.#giveBack = giveBack;
  }

  /** Frees the place when the delivery was not stored after all; does nothing once it was started. */
  cancel(): void {
    this.#giveBack(this);
  }

  [Symbol.dispose](): void {
    this.cancel();
  }
}

export type Slots = {
  free(): number;
  take(count: number): void;
  leave(count: number): void;
  reserve(owner: string, until: number): BirthLease | undefined;
  /** Turns a place kept (this one, or the oldest) into one taken; undefined when there is none any more. */
  takeReserved(lease?: BirthLease): BirthLease | undefined;
  reserved(): number;
};

/** Counts the deliveries that may be held at once, `places` of them. `onCancel`: a place kept has come free. */
export function createSlots(deps: { places: number; now: () => number; onCancel: () => void }): Slots {
  const kept = createBag<BirthLease>();
  let taken = 0;

  // A lease that ran out unstarted keeps no place: by then the loop may claim that delivery.
  function dropExpired(): void {
    const now = deps.now();
    for (const lease of kept
      .values()
      .filter(({ until }) => until <= now)
      .toArray())
      kept.remove(lease);
  }
  function free(): number {
    dropExpired();
    return deps.places - taken - kept.size();
  }

  function oldest(): BirthLease | undefined {
    return [...kept.values()].sort((a, b) => a.until - b.until)[0];
  }

  return {
    free,
    take(count) {
      taken += count;
    },
    leave(count) {
      taken -= count;
    },
    reserve(owner, until) {
      if (free() <= 0) return undefined;
      const lease = new BirthLease(owner, until, (given) => {
        if (kept.remove(given)) deps.onCancel();
      });
      kept.add(lease);
      return lease;
    },
    takeReserved(lease) {
      dropExpired();
      const chosen = lease ?? oldest();
      if (!chosen || !kept.remove(chosen)) return undefined;
      taken += 1;
      return chosen;
    },
    reserved() {
      dropExpired();
      return kept.size();
    },
  };
}

export type Turnstile = {
  /** Resolves when it is this one's turn, with what ends the turn; ending it again does nothing. */
  enter(): Promise<() => void>;
};

/** Lets so many in at once; the others wait, first come first served. */
export function createTurnstile(atOnce: number): Turnstile {
  const waiting: (() => void)[] = [];
  let inside = 0;

  function makeLeave(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    };
  }

  return {
    async enter() {
      // Whoever waits takes over the place of the one that leaves.
      if (inside >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else inside += 1;
      return makeLeave();
    },
  };
}
