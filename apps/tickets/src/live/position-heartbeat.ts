type Options<B> = {
  /** Called at the start of each round. @returns sends to some of the boards, at least one, during that round */
  startRound: () => (boards: B[]) => void;
  /** From one round to the next, in milliseconds. */
  intervalMs: number;
  /** How long a round lasts, in milliseconds. */
  roundMs?: number;
  /** A monotonic clock, in milliseconds. */
  now?: () => number;
};

/** The boards are split into this many slots; each slot has its own moment in the round. */
const slotCount = 50;

/**
 * Sends something to every board once per interval, a few boards at a time. Sent to all boards at once, it would delay
 * an event right behind it by as long as a broadcast takes.
 */
export function startHeartbeat<B>({
  startRound,
  intervalMs,
  roundMs = 500,
  now = () => performance.now(),
}: Options<B>) {
  const slots = Array.from({ length: slotCount }, () => new Set<B>());
  const slotOf = new Map<B, Set<B>>();
  let roundAt = now() + intervalMs;
  let slot = 0;
  let send: (boards: B[]) => void = () => {};
  let again = false;
  let timer = schedule();

  function dueAt(): number {
    return roundAt + (slot * roundMs) / slotCount;
  }

  function schedule(): NodeJS.Timeout {
    return setTimeout(sendDue, Math.max(1, dueAt() - now())).unref();
  }

  // By the clock and not by the number of timer calls: under load the timer is late. At most one round per call, so
  // that no board gets the same twice.
  function sendDue(): void {
    for (let sent = 0; sent < slotCount && dueAt() <= now(); sent += 1) sendNextSlot();
    timer = schedule();
  }

  function sendNextSlot(): void {
    if (slot === 0) send = startRound();
    const boards = slots[slot];
    if (boards && boards.size > 0) send([...boards]);
    slot += 1;
    if (slot < slotCount) return;
    slot = 0;
    // After a long pause of the process every board has just been served: the next round is a whole interval away.
    roundAt = roundAt + intervalMs > now() ? roundAt + intervalMs : now() + intervalMs;
    if (again) roundAt = now();
    again = false;
  }

  return {
    add(board: B): void {
      const smallest = slots.reduce((least, one) => (one.size < least.size ? one : least));
      smallest.add(board);
      slotOf.set(board, smallest);
    },
    remove(board: B): void {
      slotOf.get(board)?.delete(board);
      slotOf.delete(board);
    },
    /** Begins the next round now, or as soon as the one that is under way is over. */
    hurry(): void {
      if (slot > 0) {
        again = true;
        return;
      }
      roundAt = now();
      clearTimeout(timer);
      timer = schedule();
    },
    /** How many boards it keeps track of, in either way. */
    size: () =>
      Math.max(
        slotOf.size,
        slots.reduce((sum, boards) => sum + boards.size, 0),
      ),
    stop: () => clearTimeout(timer),
  };
}
