// Node tells the time from one look of its clock to the next, and the service has it look every 10 ms.
const betweenLooksMs = 10;

/** What the service says of its event loop since it was last asked, in milliseconds. Asking starts the count anew. */
export async function readLoopDelay(url: string): Promise<{ p99Ms: number; maxMs: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (name: string) => {
    const seconds = Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
    return Math.max(0, seconds * 1_000 - betweenLooksMs);
  };
  return { p99Ms: read('nodejs_eventloop_lag_p99_seconds'), maxMs: read('nodejs_eventloop_lag_max_seconds') };
}
