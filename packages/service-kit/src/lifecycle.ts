/** Where a service is in its life. Shared by the app, which answers by it, and `serve`, which moves it. */
export type Lifecycle = { state: 'starting' | 'ready' | 'draining' };

/** `serve` makes it ready when it listens and draining when it is disposed of. */
export function createLifecycle(): Lifecycle {
  return { state: 'starting' };
}
