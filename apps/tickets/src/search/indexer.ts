type Deps = {
  /** Indexes the next tickets. @returns whether there was anything to do */
  index: (limit: number) => Promise<boolean>;
  /** Whether somebody waits for the writer now. */
  busy: () => boolean;
  clock: { sleep(ms: number, signal?: AbortSignal): Promise<void> };
  log: { warn(fields: object, message: string): void };
};

/**
 * Adds new tickets to the search index while nobody waits for the writer: indexing a ticket by its letters takes longer
 * than storing it. Tickets that are not indexed yet are found all the same, see `fewCandidates`.
 */
export function startIndexer(
  deps: Deps,
  { batchSize = 300, pauseMs = 20, restMs = 2_000 } = {},
): AsyncDisposable {
  const { index, busy, clock, log } = deps;
  const stop = new AbortController();

  async function indexSome(): Promise<boolean> {
    if (busy()) return false;
    try {
      return await index(batchSize);
    } catch (error) {
      log.warn({ err: error }, 'could not index tickets for the search');
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
