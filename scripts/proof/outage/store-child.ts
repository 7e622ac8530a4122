import { type Clock, createLogger, systemClock } from '@relevo/service-kit';
import { readSettings } from '../../../apps/store/src/settings.ts';
import { startStore } from '../../../apps/store/src/start-store.ts';

/* A store service whose clock can be made to run faster, in a process of its own: its memory is that of the service. */

/** What the child is asked, and what it answers. `rss` in bytes. */
export type Ask = { pace: number } | 'memory' | 'stop';
export type Told = { url: string } | { rss: number };

const settings = readSettings(process.env);
const clock = createScaledClock();
const log = createLogger({ service: 'relevo-store', ...settings.log });
const store = await startStore(settings, { log, clock });
const tell = (told: Told) => process.send?.(told);

process.on('message', async (ask: Ask) => {
  if (ask === 'memory') tell({ rss: process.memoryUsage.rss() });
  else if (ask === 'stop') {
    await store[Symbol.asyncDispose]();
    process.disconnect();
  } else clock.pace(ask.pace);
});
tell({ url: store.url });

/** A clock whose time passes faster than the machine's, until it is told otherwise. */
export type ScaledClock = Clock & {
  /** How many times faster; waits under way end as they began. */
  pace(factor: number): void;
};

export function createScaledClock(): ScaledClock {
  let factor = 1;
  let since = { real: systemClock.now(), told: systemClock.now() };
  const now = () => since.told + (systemClock.now() - since.real) * factor;
  return {
    now: () => Math.round(now()),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
    pace(next) {
      since = { real: systemClock.now(), told: now() };
      factor = next;
    },
  };
}
