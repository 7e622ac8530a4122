import { type OwnAccount, ticketPaths } from '@relevo/contract';
import { type Reply, requestJson } from '../../api/request.ts';
import { requestFresh } from '../../session/fresh-request.ts';

export type NewPassword = { clave: string; anterior?: string; email?: string };
export type OneTimeCodes = { codigos: string[] };

/** Reads and changes the account of whoever is signed in. Never rejects. */
export const accountApi = {
  read: (): Promise<Reply<OwnAccount>> => requestJson(ticketPaths.account),
  setPassword: (body: NewPassword): Promise<Reply<{ email: string | null; sesiones_cerradas: number }>> =>
    requestFresh(ticketPaths.ownPassword, { method: 'PUT', body }),
  endSession: (id: string): Promise<Reply<null>> =>
    requestJson(ticketPaths.ownSession.replace(':id', encodeURIComponent(id)), { method: 'DELETE' }),
  endOthers: (): Promise<Reply<null>> => requestJson(ticketPaths.ownSessions, { method: 'DELETE' }),
  beginSecondFactor: (): Promise<Reply<{ secreto: string; uri: string }>> =>
    requestFresh(ticketPaths.secondFactor, { method: 'POST' }),
  turnOn: (codigo: string): Promise<Reply<OneTimeCodes>> =>
    requestFresh(ticketPaths.secondFactorOn, { method: 'POST', body: { codigo } }),
  turnOff: (codigo: string): Promise<Reply<null>> =>
    requestFresh(ticketPaths.secondFactorOff, { method: 'POST', body: { codigo } }),
  newCodes: (codigo: string): Promise<Reply<OneTimeCodes>> =>
    requestFresh(ticketPaths.oneTimeCodes, { method: 'POST', body: { codigo } }),
};
