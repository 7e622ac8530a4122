import type { Reader } from '@relevo/storage';
import type { Seen } from '../event-log/view.ts';
import { type ClosedFilter, readClosedPage } from '../history/closed-page.ts';
import { readPage, type TicketFilter } from '../history/ticket-page.ts';

/**
 * Every read of the service that may look at all tickets there are. The query thread runs each. Like `procedures.ts`, this
 * file and all it imports load neither zod nor Express: `test/writer-thread.test.ts`.
 */
export const queries = {
  ticketPage: (reader: Reader, { filter, seen }: { filter: TicketFilter; seen: Seen }) =>
    readPage(reader, filter, seen),
  closedPage: (reader: Reader, { filter, seen }: { filter: ClosedFilter; seen: Seen }) =>
    readClosedPage(reader, filter, seen),
};
export type TicketQueries = typeof queries;
