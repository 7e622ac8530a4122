type Deps<B> = {
  tell: (some: B[]) => void;
  /** Between two times that one board is told, in milliseconds. */
  intervalMs: number;
  /** Milliseconds of a clock that nobody sets. */
  now?: () => number;
};

/** So many parts of the boards, each with a moment of its own in the interval. */
const turns = 50;

/**
 * Tells every board something once in an interval, a few boards at a time: told to all of them at once, it would hold
 * up an event that comes right behind it for as long as an event takes.
 */
export function tellInTurns<B>({ tell, intervalMs, now = () => performance.now() }: Deps<B>) {
  const parts = Array.from({ length: turns }, () => new Set<B>());
  const partOf = new Map<B, Set<B>>();
  const turnMs = intervalMs / turns;
  let dueAt = now() + turnMs;
  let turn = 0;

  // By the clock, not by how often the timer came: a busy event loop lets it come late. Nobody is told twice at once.
  const timer = setInterval(() => {
    dueAt = Math.max(dueAt, now() - intervalMs + turnMs);
    while (dueAt <= now()) tellNext();
  }, turnMs);
  timer.unref();

  function tellNext(): void {
    const part = parts[turn];
    turn = (turn + 1) % turns;
    dueAt += turnMs;
    if (part && part.size > 0) tell([...part]);
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
    stop: () => clearInterval(timer),
  };
}
