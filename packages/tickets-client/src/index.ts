export type { PostOptions } from '@relevo/http-client';
export {
  type Failure,
  type FailureCode,
  type HttpOptions,
  isRetryable,
  type Reply,
} from '@relevo/http-client';
export type { TicketReply } from './promised-ticket.ts';
export { backoffMs, maxWaitMs } from './retry-wait.ts';
export {
  createRetryingTicketsClient,
  type RetryingClientOptions,
  type RetryingTicketsClient,
} from './retrying-tickets-client.ts';
export { TicketRefused, TicketsUnavailable } from './ticket-errors.ts';
export { createTicketsClient, type TicketsClient } from './tickets-client.ts';
