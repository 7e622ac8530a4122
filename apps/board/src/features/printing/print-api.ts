import { type Print, type PrintReply, ticketPaths } from '@relevo/contract';
import { pathOf, type Reply, requestJson } from '../../api/request-json.ts';

/** Where every print is recorded before its paper comes out. Never rejects. */
export type PrintApi = { record(ticketId: number, print: Print): Promise<Reply<PrintReply>> };

export const printApi: PrintApi = {
  record: (ticketId, print) =>
    requestJson(pathOf(ticketPaths.prints, ticketId), { method: 'POST', body: print }),
};
