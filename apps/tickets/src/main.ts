import { createLogger, createStandIn, runMain, stopSignal, version } from '@relevo/service-kit/start';
import { openTicketStorage } from './db/database.ts';
import { readSettings } from './settings.ts';

await runMain(async () => {
  const stopped = stopSignal();
  const settings = readSettings(process.env);
  const log = createLogger({ service: 'relevo-tickets', ...settings.log });
  await using standIn = createStandIn({ service: 'relevo-tickets', version, ...settings.http, log });
  // The writer thread opens the database while this thread loads the rest: with two cores that saves a third of the start.
  const [storage, { startTickets }, { announceSignIn }] = await Promise.all([
    openTicketStorage(settings.db.url, standIn.because),
    import('./start-tickets.ts'),
    import('./people/sign-in-links.ts'),
  ]);
  await standIn[Symbol.asyncDispose]();
  await using tickets = await startTickets(settings, { log, storage });
  if (!settings.admin) await announceSignIn(tickets, { production: settings.production, now: Date.now() });
  process.send?.({ started: tickets.url });
  await stopped;
});
