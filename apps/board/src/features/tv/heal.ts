import type { ReadonlySignal } from '@preact/signals-core';
import type { Connection } from '../../sync/connection.ts';
import type { Clock } from '../../sync/ports.ts';
import { judgeStuck } from './judge-stuck.ts';

const lookEveryMs = 30_000;

export type TvBody = {
  /** What is on the screen: when it was last drawn. */
  drawnAt(): number;
  healedAt(): number | null;
  /** Loads the page anew, and remembers when. */
  reload(now: number): void;
  /** Whether the service sends a page. */
  reachable(): Promise<boolean>;
};

/** Looks after a TV that nobody stands at. @returns a function that ends it */
export function heal(deps: {
  clock: Clock;
  connection: ReadonlySignal<Connection>;
  body: TvBody;
}): () => void {
  const { clock, connection, body } = deps;
  let deafSince: number | null = null;
  let cancel = clock.after(lookEveryMs, look);

  // On a timer of its own: what it looks for is that the others have stopped.
  function look(): void {
    cancel = clock.after(lookEveryMs, look);
    const now = clock.now();
    deafSince = connection.peek().kind === 'en-vivo' ? null : (deafSince ?? now);
    if (!judgeStuck({ now, deafSince, drawnAt: body.drawnAt(), healedAt: body.healedAt() })) return;
    void body.reachable().then((there) => there && body.reload(now));
  }

  return () => cancel();
}
