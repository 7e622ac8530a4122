/** Begins this piece of work: at once, or in one of the next turns of the event loop, in the order of the calls. */
export type Turns = (begin: () => void) => void;

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
  let turnComes = false;

  function run(begin: () => void): void {
    const from = now();
    callNextTurn();
    try {
      begin();
    } finally {
      spentMs += now() - from;
    }
  }
  function callNextTurn(): void {
    if (turnComes) return;
    turnComes = true;
    nextTurn(() => {
      turnComes = false;
      spentMs = 0;
      while (spentMs < budgetMs) {
        const begin = waiting.shift();
        if (begin === undefined) return;
        run(begin);
      }
      callNextTurn();
    });
  }

  return (begin) => {
    if (waiting.length === 0 && spentMs < budgetMs) return run(begin);
    waiting.push(begin);
    return callNextTurn();
  };
}
