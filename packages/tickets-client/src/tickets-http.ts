import { createHttp, type Http, type HttpOptions } from '@relevo/http-client';

/** The connections of a client of the ticket service. @throws TypeError for a URL or key that cannot work. */
export function createTicketsHttp(options: HttpOptions): Http {
  return createHttp({ ...options, userAgent: options.userAgent ?? 'relevo-tickets-client' });
}
