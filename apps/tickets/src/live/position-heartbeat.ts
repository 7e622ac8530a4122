type Deps<B> = {
  /** Called at the beginning of each round. @returns what tells some of the boards in it; there is at least one */
  begin: () => (some: B[]) => void;
  /** From one round to the next, in milliseconds. */
  intervalMs: number;
  /** How long a round goes on, in milliseconds. */
  roundMs?: number;
  /** Milliseconds of a clock that nobody sets. */
  now?: () => number;
};

/** So many parts of the boards, each with a moment of its own in the round. */
const turns = 50;

/**
 * Tells every board something once in an interval, a few boards at a time: told to all of them at once, it would hold
 * up an event that comes right behind it for as long as an event takes.
 */
export function tellInTurns<B>({ begin, intervalMs, roundMs = 500, now = () => performance.now() }: Deps<B>) {
  const parts = Array.from({ length: turns }, () => new Set<B>());
  const partOf = new Map<B, Set<B>>();
  let roundAt = now() + intervalMs;
  let turn = 0;
  let tell: (some: B[]) => void = () => {};
  let timer = wait();

  function dueAt(): number {
    return roundAt + (turn * roundMs) / turns;
  }

  function wait(): NodeJS.Timeout {
    return setTimeout(tellDue, Math.max(1, dueAt() - now())).unref();
  }

  // By the clock, not by how often the timer came: a busy event loop lets it come late. Nobody is told twice at once.
  function tellDue(): void {
    for (let told = 0; told < turns && dueAt() <= now(); told += 1) tellNext();
    timer = wait();
  }

  function tellNext(): void {
    if (turn === 0) tell = begin();
    const part = parts[turn];
    if (part && part.size > 0) tell([...part]);
    turn += 1;
    if (turn < turns) return;
    turn = 0;
    // After a stop of the whole process, say, everybody has just been told.
    roundAt = roundAt + intervalMs > now() ? roundAt + intervalMs : now() + intervalMs;
  }

  return {
    add(board: B): void {
      const smallest = parts.reduce((least, part) => (part.size < least.size ? part : least));
      smallest.add(board);
      partOf.set(board, smallest);
    },
    remove(board: B): void {
      partOf.get(board)?.delete(board);
      partOf.delete(board);
    },
    stop: () => clearTimeout(timer),
  };
}
