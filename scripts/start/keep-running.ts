import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * Waits until one of the services has ended by itself or a stop is asked for. No service outlives it, whatever goes
 * wrong: they are stopped in order, and it returns once they have ended.
 *
 * @param options.ready rejects when the services do not come up, which is thrown on
 * @param options.onReady called once they are up
 */
export async function keepRunning(
  services: ChildProcess[],
  { ready, stop, onReady }: { ready: Promise<unknown>; stop: Promise<unknown>; onReady: () => unknown },
): Promise<'ended' | 'stopped'> {
  const ended = Promise.race(services.map(whenEnded)).then(() => 'ended' as const);
  const stopped = stop.then(() => 'stopped' as const);
  try {
    const outcome = await Promise.race([ready.then(() => 'ready' as const), ended, stopped]);
    if (outcome !== 'ready') return outcome;
    if (!services.every(isRunning)) return 'ended';
    await onReady();
    return await Promise.race([ended, stopped]);
  } finally {
    for (const service of services) if (isRunning(service)) service.kill('SIGTERM');
    await Promise.all(services.map(whenEnded));
  }
}

async function whenEnded(service: ChildProcess): Promise<void> {
  if (isRunning(service)) await once(service, 'exit');
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
