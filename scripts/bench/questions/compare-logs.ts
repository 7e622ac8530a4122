import { loadTickets } from './load-tickets.ts';

/** What a line for each request costs: row 1 with it and without. */
export function compareLogs(): Promise<string> {
  return loadTickets({
    'every request (info, the default)': {},
    'only trouble (warn)': { env: { LOG_LEVEL: 'warn' } },
  });
}
