import type { Clock } from './ports.ts';
import { createUnorderedSet } from './unordered-set.ts';
import type { WakeSignal } from './wake-signal.ts';

/**
 * A reserved slot, and the lease under which to store the delivery that will take it. Only `owner` and `until` (epoch ms)
 * survive a structured clone, so it can be the input of a write as it is.
 */
export class InitialLease {
  readonly owner: string;
  readonly until: number;
  #endsAt: number;
  #release: (lease: InitialLease) => void;

  /** @param ends `until` by the machine's clock, `endsAt` by the monotonic one */
  constructor(
    owner: string,
    { until, endsAt }: { until: number; endsAt: number },
    release: (lease: InitialLease) => void,
  ) {
    this.owner = owner;
    this.until = until;
    this.#endsAt = endsAt;
    this.#release = release;
  }

  /** When it ends by the monotonic clock, by which this process goes. */
  get endsAt(): number {
    return this.#endsAt;
  }

  /** Frees the slot when the delivery was not stored after all; does nothing once the slot is taken. */
  [Symbol.dispose](): void {
    this.#release(this);
  }
}

export type Slots = {
  free(): number;
  /** How many deliveries a claim may take: the free slots, or 0 while they are too few to be worth a commit. */
  claimable(): number;
  take(count: number): void;
  /** Frees slots, without waking the loop. */
  giveBack(count: number): void;
  /** Frees the slot of a delivery that is settled or handed back, and wakes the loop to fill it. */
  release(): void;
  /**
   * Reserves a slot for a delivery that is being stored, under a lease of so many ms; undefined when only the slots for
   * overdue deliveries are left.
   */
  reserve(owner: string, leaseMs: number): InitialLease | undefined;
  /** Turns a reserved slot into a taken one; false when its lease has run out. */
  takeReserved(lease: InitialLease): boolean;
  reserved(): number;
};

/**
 * Counts the deliveries that this relay may hold at once.
 * @param options.total slots in all
 * @param options.keptForDue reserve leaves so many slots to overdue deliveries, so that a burst of new orders cannot starve
 * them; a claim waits until as many are free
 */
export function createSlots(
  { clock, wakeSignal }: { clock: Pick<Clock, 'now' | 'monotonic'>; wakeSignal: WakeSignal },
  { total, keptForDue }: { total: number; keptForDue: number },
): Slots {
  const reserved = createUnorderedSet<InitialLease>();
  let taken = 0;

  // A lease that ran out before its delivery was stored holds no slot: by then the loop may claim that delivery.
  function dropExpired(): void {
    const now = clock.monotonic();
    const expired = reserved.values().filter(({ endsAt }) => endsAt <= now);
    for (const lease of expired.toArray()) reserved.remove(lease);
  }
  function free(): number {
    dropExpired();
    return total - taken - reserved.size();
  }
  function cancel(lease: InitialLease): void {
    if (reserved.remove(lease)) wakeSignal.notify();
  }

  return {
    free,
    claimable() {
      const count = free();
      return count >= keptForDue ? count : 0;
    },
    take(count) {
      taken += count;
    },
    giveBack(count) {
      taken -= count;
    },
    release() {
      taken -= 1;
      wakeSignal.notify();
    },
    reserve(owner, leaseMs) {
      if (free() <= keptForDue) return undefined;
      const ends = { until: clock.now() + leaseMs, endsAt: clock.monotonic() + leaseMs };
      const lease = new InitialLease(owner, ends, cancel);
      reserved.add(lease);
      return lease;
    },
    takeReserved(lease) {
      dropExpired();
      if (!reserved.remove(lease)) return false;
      taken += 1;
      return true;
    },
    reserved() {
      dropExpired();
      return reserved.size();
    },
  };
}

export type Semaphore = {
  /** Resolves when there is room, with the function that leaves again; calling it twice does nothing. */
  enter(): Promise<() => void>;
};

/** Lets `limit` callers in at once; the others wait, first come first served. */
export function createSemaphore(limit: number): Semaphore {
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
      if (inside >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else inside += 1;
      return makeLeave();
    },
  };
}
