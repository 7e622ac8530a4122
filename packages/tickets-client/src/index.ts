export type {
  Failure,
  FailureCode,
  HttpOptions,
  PostOptions,
  Reply,
} from '@relevo/http-client';
export { isRetryable } from '@relevo/outbox/retry-policy';
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
