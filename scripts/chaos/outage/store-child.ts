/* A store service whose clock can be made to run faster, in a process of its own: its memory is that of the service. */
import { createLogger } from '@relevo/service-kit';
import { readSettings } from '../../../apps/store/src/settings.ts';
import { startStore } from '../../../apps/store/src/start-store.ts';
import { createScaledClock } from './scaled-clock.ts';

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
