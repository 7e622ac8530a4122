const silentMs = 60_000;

/** Prints the page. Resolves when the browser says that it is done, or has not said so for a minute. */
export function printPage(): Promise<void> {
  return new Promise((resolve) => {
    const told = new AbortController();
    const done = () => {
      told.abort();
      clearTimeout(limit);
      resolve();
    };
    const limit = setTimeout(done, silentMs);
    addEventListener('afterprint', done, { signal: told.signal });
    window.print();
  });
}
