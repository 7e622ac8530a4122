type Deps = {
  /** Indexes the next tickets; resolves with whether there was anything to do. */
  index: (limit: number) => Promise<boolean>;
  /** Whether somebody waits for the disk now. */
  busy: () => boolean;
  clock: { sleep(ms: number, signal?: AbortSignal): Promise<void> };
  log: { warn(fields: object, message: string): void };
};

/**
 * Keeps the index of the search up with the tickets, in moments in which nobody waits for the writer: it takes longer to
 * index a ticket by its letters than to store it. What is not indexed yet is found all the same, see `fewCandidates`.
 */
export function startIndexer(deps: Deps, { lot = 300, pauseMs = 20, restMs = 2_000 } = {}): AsyncDisposable {
  const { index, busy, clock, log } = deps;
  const stop = new AbortController();

  async function indexSome(): Promise<boolean> {
    if (busy()) return false;
    try {
      return await index(lot);
    } catch (error) {
      log.warn({ err: error }, 'tickets not indexed yet');
      return false;
    }
  }

  async function keepUp(): Promise<void> {
    while (!stop.signal.aborted) {
      const more = await indexSome();
      await clock.sleep(more ? pauseMs : restMs, stop.signal).catch(() => undefined);
    }
  }

  const running = keepUp();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
