import { createLogger, runMain, stopSignal, systemClock } from '@relevo/service-kit';
import { announceSignIn } from './people/sign-in-link.ts';
import { readSettings } from './settings.ts';
import { startTickets } from './start-tickets.ts';

await runMain(async () => {
  const stopped = stopSignal();
  const settings = readSettings(process.env);
  const log = createLogger({ service: 'relevo-tickets', ...settings.log });
  await using tickets = await startTickets(settings, { log });
  if (!settings.admin)
    await announceSignIn(tickets, { production: settings.production, now: systemClock.now() });
  await stopped;
});
