import { outboxProcedures } from '@relevo/outbox/procedures';
import { markHead, renewEpochIfRestored } from '../event-log/log-procedures.ts';
import { accept } from '../intake/accept-ticket.ts';
import { peopleProcedures } from '../people/people-procedures.ts';
import { recordPrint } from '../printing/prints.ts';
import { indexTickets } from '../search/search-index.ts';
import { shopSettingsProcedures } from '../settings/shop-settings.ts';
import { runCommand } from '../work/run-command.ts';

/** What the writer thread can do. Each runs in one transaction with its log event. */
export const procedures = {
  accept,
  command: runCommand,
  recordPrint,
  renewEpochIfRestored,
  markHead,
  indexTickets,
  ...peopleProcedures,
  ...shopSettingsProcedures,
  ...outboxProcedures(),
};
export type TicketProcedures = typeof procedures;
