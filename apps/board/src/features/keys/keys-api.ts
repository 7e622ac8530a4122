import { type Key, type NewKey, type ShownKey, ticketPaths } from '@relevo/contract';
import { problemText } from '../../api/problem.ts';
import { type Failure, pathOf, type Reply, requestJson } from '../../api/request.ts';
import { requestFresh } from '../../session/fresh-request.ts';
import { keyPageWords as words } from './words.ts';

/** Reads and changes the keys, for the admin. Never rejects. */
export const keysApi = {
  list: (): Promise<Reply<{ claves: Key[] }>> => requestJson(ticketPaths.keys),
  add: (body: NewKey): Promise<Reply<ShownKey>> => requestFresh(ticketPaths.keys, { method: 'POST', body }),
  /** @param graceS how long the key before goes on working, in seconds */
  rotate: (id: number, graceS: number): Promise<Reply<ShownKey>> =>
    requestFresh(pathOf(ticketPaths.rotateKey, id), { method: 'POST', body: { anterior_sirve_s: graceS } }),
  revoke: (id: number): Promise<Reply<null>> =>
    requestFresh(pathOf(ticketPaths.key, id), { method: 'DELETE' }),
};

/** Says why the service refused: each bad field in the words of the page, or the problem itself. */
export function keyFault(failure: Failure): string {
  const faults: Record<string, string> = words().faults;
  const fields = new Set(failure.errores.map(({ campo }) => campo.split('.')[0] ?? campo));
  const told = [...fields].flatMap((field) => faults[field] ?? []);
  return told.length > 0 ? told.join(' ') : problemText(failure);
}
