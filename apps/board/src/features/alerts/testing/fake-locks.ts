/** Locks as `navigator.locks` gives them, for the tabs of one device. */
export function createFakeLocks() {
  type Waiting = { run(): Promise<void> };
  const queue: Waiting[] = [];
  let held = false;

  function next(): void {
    const waiting = held ? undefined : queue.shift();
    if (!waiting) return;
    held = true;
    void waiting.run().then(() => {
      held = false;
      next();
    });
  }

  const request = (_name: string, { signal }: LockOptions, hold: () => Promise<unknown> | undefined) =>
    new Promise((resolve, reject) => {
      const waiting = { run: async () => resolve(await hold()) };
      signal?.addEventListener('abort', () => {
        const at = queue.indexOf(waiting);
        if (at < 0) return;
        queue.splice(at, 1);
        reject(signal.reason);
      });
      queue.push(waiting);
      next();
    });
  return { request } as unknown as Pick<LockManager, 'request'>;
}
