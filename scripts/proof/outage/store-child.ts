/* A store service whose clock can be made to run faster, in a process of its own: its memory is that of the service. */
import { type Clock, createLogger, systemClock } from '@relevo/service-kit';
import { readSettings } from '../../../apps/store/src/settings.ts';
import { startStore } from '../../../apps/store/src/start-store.ts';

/** A message to this process: how many times faster its time passes from now on. Waits under way end as they began. */
export type Pace = { pace: number };

const settings = readSettings(process.env);
const clock = createScaledClock();
const log = createLogger({ service: 'relevo-store', ...settings.log });
const store = await startStore(settings, { log, clock });

process.on('message', ({ pace }: Pace) => clock.pace(pace));
process.once('SIGTERM', async () => {
  await store[Symbol.asyncDispose]();
  process.disconnect();
});

function createScaledClock(): Clock & { pace(factor: number): void } {
  let factor = 1;
  let since = { real: systemClock.monotonic(), told: systemClock.now() };
  const now = () => since.told + (systemClock.monotonic() - since.real) * factor;
  return {
    now: () => Math.round(now()),
    monotonic: now,
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
    pace(next) {
      since = { real: systemClock.monotonic(), told: now() };
      factor = next;
    },
  };
}
