export type { PostOptions } from '@relevo/http-client';
export {
  type Failure,
  type FailureCode,
  type HttpOptions,
  isRetryable,
  type Reply,
} from '@relevo/http-client';
export {
  backoffMs,
  createRetryingTicketsClient,
  maxWaitMs,
  type RetryingClientOptions,
  type RetryingTicketsClient,
  TicketRefused,
  TicketsUnavailable,
} from './retrying-tickets-client.ts';
export type { TicketReply } from './tickets-client.ts';
export { createTicketsClient, type TicketsClient } from './tickets-client.ts';
