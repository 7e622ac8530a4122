export type Turns = {
  /** Begins this piece of work: at once, or in one of the next turns of the event loop, in the order of the calls. */
  begin(work: () => void): void;
  /** How long it will take to begin what waits, by what others took, in milliseconds of processor time. */
  backlogMs(): number;
};

// Of the mean: how much the last one counts, and at most as how long: a process that was stopped for an hour meanwhile
// tells nothing of the next.
const lastCounts = 0.05;
const longestMs = 50;

/**
 * Spreads work over turns of the event loop, so that none of them grows long in a flood. Node.js accepts one new
 * connection a turn (libuv, `uv__server_io`) and reads and writes sockets between turns only: in turns of 400 ms, who
 * has just connected would wait for minutes while those who came before are served again and again.
 *
 * @param options.budgetMs no more work is begun in a turn once what was begun in it has taken this long
 * @param options.now milliseconds of a clock that never goes back
 */
export function createTurns({
  budgetMs = 5,
  now = () => performance.now(),
  nextTurn = setImmediate,
}: {
  budgetMs?: number;
  now?: () => number;
  nextTurn?: (turn: () => void) => unknown;
} = {}): Turns {
  const waiting: (() => void)[] = [];
  let spentMs = 0;
  let meanMs = 0;
  let turnComes = false;

  function run(work: () => void): void {
    const from = now();
    callNextTurn();
    try {
      work();
    } finally {
      const tookMs = now() - from;
      spentMs += tookMs;
      meanMs += (Math.min(tookMs, longestMs) - meanMs) * lastCounts;
    }
  }
  function callNextTurn(): void {
    if (turnComes) return;
    turnComes = true;
    nextTurn(() => {
      turnComes = false;
      spentMs = 0;
      while (spentMs < budgetMs) {
        const work = waiting.shift();
        if (work === undefined) return;
        run(work);
      }
      callNextTurn();
    });
  }

  return {
    begin(work) {
      if (waiting.length === 0 && spentMs < budgetMs) return run(work);
      waiting.push(work);
      return callNextTurn();
    },
    backlogMs: () => waiting.length * meanMs,
  };
}
