/** Starts pieces of work without letting one turn of the event loop grow long. */
export type EventLoopBudget = {
  /** Starts this piece of work: now, or in one of the next turns of the event loop, in the order of the calls. */
  start(work: () => void): void;
  /** Estimates how long the waiting work will take to start, from what earlier work took, in ms of processor time. */
  backlogMs(): number;
};

/**
 * Spreads work over the turns of the event loop, so that a flood does not make any of them long. Node.js accepts one new
 * connection per turn (libuv, `uv__server_io`) and reads and writes sockets only between turns: with turns of 400 ms a new
 * client would wait for minutes while the earlier ones are served again and again.
 *
 * @param options.budgetMs no more work starts in a turn once the work started in it has taken this long
 * @param options.now milliseconds of a clock that never goes back
 */
export function createEventLoopBudget({
  budgetMs = 5,
  now = () => performance.now(),
  nextTurn = setImmediate,
}: {
  budgetMs?: number;
  now?: () => number;
  nextTurn?: (turn: () => void) => unknown;
} = {}): EventLoopBudget {
  const waiting: (() => void)[] = [];
  let spentMs = 0;
  let meanMs = 0;
  let turnScheduled = false;

  function run(work: () => void): void {
    const from = now();
    scheduleTurn();
    try {
      work();
    } finally {
      const tookMs = now() - from;
      spentMs += tookMs;
      meanMs += (Math.min(tookMs, longestSampleMs) - meanMs) * sampleWeight;
    }
  }
  function scheduleTurn(): void {
    if (turnScheduled) return;
    turnScheduled = true;
    nextTurn(() => {
      turnScheduled = false;
      spentMs = 0;
      while (spentMs < budgetMs) {
        const work = waiting.shift();
        if (work === undefined) return;
        run(work);
      }
      scheduleTurn();
    });
  }

  return {
    start(work) {
      if (waiting.length === 0 && spentMs < budgetMs) return run(work);
      waiting.push(work);
      return scheduleTurn();
    },
    backlogMs: () => waiting.length * meanMs,
  };
}

// The mean moves by this share towards each new sample. A sample is capped: a process that was stopped for an hour says
// nothing about how long the next piece of work takes.
const sampleWeight = 0.05;
const longestSampleMs = 50;
