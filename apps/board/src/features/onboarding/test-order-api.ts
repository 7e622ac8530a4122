import { ticketPaths } from '@relevo/contract';
import { type Reply, requestJson } from '../../api/request-json.ts';

/** Asks for a test order under this id. Never rejects. */
export function askTestOrder(id: string): Promise<Reply<unknown>> {
  return requestJson(ticketPaths.testOrder, { method: 'POST', body: { id } });
}
