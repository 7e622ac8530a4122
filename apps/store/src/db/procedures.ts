import { outboxProcedures } from '@relevo/outbox/procedures';
import { confirmationProcedures, rememberTicket } from '../confirmations/confirmation.ts';
import { forgetProcedures } from '../forget/forget-orders.ts';
import { knownKeysProcedures } from '../keys/known-keys.ts';
import { conflictProcedures } from '../orders/conflicts.ts';
import { orderProcedures } from '../orders/order-repository.ts';

/** What the writer thread can do, feature by feature. Each call runs in one transaction. */
export const procedures = {
  ...orderProcedures,
  ...conflictProcedures,
  ...confirmationProcedures,
  ...forgetProcedures,
  ...knownKeysProcedures,
  ...outboxProcedures({ onDelivered: rememberTicket }),
};
export type StoreProcedures = typeof procedures;
