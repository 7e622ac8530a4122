import { type HistoryEntry, ticketPaths } from '@relevo/contract';
import { pathOf, type Reply, requestJson } from '../api/request-json.ts';

export type Driver = { id: number; nombre: string };

/** What the page asks beside the live board. Never rejects. */
export type WorkApi = {
  drivers(): Promise<Reply<{ repartidores: Driver[] }>>;
  history(ticketId: number): Promise<Reply<{ historial: HistoryEntry[] }>>;
};

export const workApi: WorkApi = {
  drivers: () => requestJson(ticketPaths.drivers),
  history: (ticketId) => requestJson(pathOf(ticketPaths.history, ticketId)),
};
