import { setTimeout as pause } from 'node:timers/promises';
import { readVersions } from './read-state.ts';
import type { Scene, SceneBoard } from './scene.ts';

/**
 * Waits until each board has all that the ticket service has at this moment.
 * @returns for each board how long that took, ms; Infinity where `limitMs` was not enough
 */
export async function awaitBoards(scene: Scene, limitMs: number): Promise<number[]> {
  const startedAt = performance.now();
  const goal = readVersions(scene.dir);
  const hasAll = ({ engine }: SceneBoard) => {
    if (engine.connection.value.kind !== 'en-vivo') return false;
    const held = engine.tickets.value;
    return goal.every(({ ticketId, version }) => (held.get(ticketId)?.version ?? 0) >= version);
  };
  return Promise.all(
    scene.boards.map(async (board) => {
      while (!hasAll(board)) {
        if (performance.now() - startedAt > limitMs) return Number.POSITIVE_INFINITY;
        await pause(20);
      }
      return Math.round(performance.now() - startedAt);
    }),
  );
}

/**
 * Waits until neither service has anything left to deliver and no board waits for an answer.
 * @returns how long that took, ms; Infinity where `limitMs` was not enough
 */
export async function awaitDrained({ services, boards }: Scene, limitMs: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const pending = await Promise.all(Object.values(services).map(({ url }) => pendingDeliveries(url)));
    const unanswered = boards.some(({ engine }) => engine.pendingCount.value > 0);
    if (!unanswered && pending.every((count) => count === 0))
      return Math.round(performance.now() - startedAt);
    if (performance.now() - startedAt > limitMs) return Number.POSITIVE_INFINITY;
    await pause(100);
  }
}

async function pendingDeliveries(url: string): Promise<number> {
  const response = await fetch(`${url}/metrics`);
  const count = /^relevo_deliveries\{estado="pendiente"\} (\d+)/m.exec(await response.text())?.[1];
  if (count === undefined) throw new Error('the metrics do not tell how many deliveries are pending');
  return Number(count);
}
