import { outboxProcedures } from '@relevo/outbox/procedures';
import { accountProcedures } from '../account/account-procedures.ts';
import { auditProcedures } from '../audit/audit-procedures.ts';
import { storeProcedures } from '../diagnosis/stores.ts';
import { markHead, renewEpochIfRestored } from '../event-log/log-procedures.ts';
import { forgetProcedures } from '../forget/forget-tickets.ts';
import { accept } from '../intake/accept-ticket.ts';
import { keyProcedures } from '../keys/key-procedures.ts';
import { peopleProcedures } from '../people/people-procedures.ts';
import { recordPrint } from '../printing/prints.ts';
import { foldTickets, indexTickets } from '../search/search-index.ts';
import { shopSettingsProcedures } from '../settings/shop-settings.ts';
import { runCommand } from '../work/run-command.ts';

/**
 * Every write of the service, as each feature brings it. The writer thread runs each in one transaction. This file and
 * all it imports load neither zod nor Express: `test/writer-thread.test.ts`.
 */
export const procedures = {
  accept,
  command: runCommand,
  recordPrint,
  renewEpochIfRestored,
  markHead,
  indexTickets,
  foldTickets,
  ...accountProcedures,
  ...auditProcedures,
  ...forgetProcedures,
  ...keyProcedures,
  ...peopleProcedures,
  ...shopSettingsProcedures,
  ...storeProcedures,
  ...outboxProcedures(),
};
export type TicketProcedures = typeof procedures;
