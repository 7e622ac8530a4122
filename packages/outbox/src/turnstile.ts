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
