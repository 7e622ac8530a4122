/** Keeps what waits short, so that whoever is let in is answered soon; the others are told to come back. */
export type Admission = {
  /** Whether one more may come in now. */
  isOpen(): boolean;
  /** Takes one in. @returns what to call when its work is done; more than once does no harm */
  enter(): () => void;
};

/**
 * Bounds work by the wait of the oldest rather than by a count: that fits every machine and disk, and lets a burst
 * pass. The count is a second bound, for what comes in at one stroke.
 *
 * @param options.maxWaitMs no more are let in while one has been waiting longer than this
 * @param options.maxInWork nor while so many are waiting
 * @param options.now milliseconds of a clock that never goes back
 */
export function createAdmission({
  maxWaitMs = 1_000,
  maxInWork = 500,
  now = () => performance.now(),
}: {
  maxWaitMs?: number;
  maxInWork?: number;
  now?: () => number;
} = {}): Admission {
  const inWork = new Set<{ since: number }>();
  return {
    isOpen() {
      const [oldest] = inWork; // a set remembers who came first
      return inWork.size < maxInWork && (oldest === undefined || now() - oldest.since <= maxWaitMs);
    },
    enter() {
      const entry = { since: now() };
      inWork.add(entry);
      return () => void inWork.delete(entry);
    },
  };
}
