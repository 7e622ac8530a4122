import { createLogger, runMain, stopSignal } from '@relevo/service-kit';
import { readSettings } from './settings.ts';
import { startStore } from './start-store.ts';

await runMain(async () => {
  const stopped = stopSignal();
  const settings = readSettings(process.env);
  const log = createLogger({ service: 'relevo-store', ...settings.log });
  await using store = await startStore(settings, { log });
  // To `npm start`, which says that all is well only once both services have said so themselves.
  process.send?.({ started: store.url });
  await stopped;
});
