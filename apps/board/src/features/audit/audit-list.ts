import { batch, computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { type AuditEntry, type AuditPage, type Member, ticketPaths } from '@relevo/contract';
import type { Problem } from '../../api/problem.ts';
import { type Reply, requestJson } from '../../api/request.ts';

/** What of the log is asked for, as the address bar holds it. Days as `2026-11-30`, both included; '' is everything. */
export type AuditQuery = { persona: string; accion: string; desde: string; hasta: string };

/** The entries that were asked for, as far as they are loaded. */
export type AuditList = {
  entries: ReadonlySignal<readonly AuditEntry[]>;
  status: ReadonlySignal<'loading' | 'ready' | { failure: Problem }>;
  hasMore: ReadonlySignal<boolean>;
  /** Starts anew with this query. What an earlier one still brings is dropped. */
  ask(query: AuditQuery): void;
  /** Loads the next page, or repeats the last request if it failed. Does nothing while a request is under way. */
  more(): void;
  stop(): void;
};

/** Port: asks the service. Never rejects. */
export type AuditApi = { page(query: AuditQuery, cursor: string | null): Promise<Reply<AuditPage>> };

export function createAuditList(api: AuditApi): AuditList {
  const entries = signal<readonly AuditEntry[]>([]);
  const status = signal<'loading' | 'ready' | { failure: Problem }>('loading');
  const cursor = signal<string | null>(null);
  let asked: AuditQuery = everything;
  let isFirst = true;
  let request = 0;

  async function load(): Promise<void> {
    const own = ++request;
    status.value = 'loading';
    const reply = await api.page(asked, isFirst ? null : cursor.peek());
    if (own !== request) return;
    batch(() => {
      if (!reply.ok) {
        status.value = { failure: reply };
        return;
      }
      entries.value = isFirst ? reply.value.entradas : [...entries.peek(), ...reply.value.entradas];
      cursor.value = reply.value.cursor;
      isFirst = false;
      status.value = 'ready';
    });
  }

  return {
    entries,
    status,
    hasMore: computed(() => cursor.value !== null),
    ask(query) {
      asked = query;
      isFirst = true;
      void load();
    },
    more() {
      if (status.peek() !== 'loading') void load();
    },
    stop() {
      request += 1;
    },
  };
}

const names = ['persona', 'accion', 'desde', 'hasta'] as const;
const everything: AuditQuery = { persona: '', accion: '', desde: '', hasta: '' };

const shapes: Record<keyof AuditQuery, RegExp> = {
  persona: /^[1-9]\d{0,9}$/,
  accion: /^[a-z-]{1,40}$/,
  desde: /^\d{4}-\d\d-\d\d$/,
  hasta: /^\d{4}-\d\d-\d\d$/,
};

/** Reads the part of an address behind the `?`. Invalid values count as absent. */
export function parseAuditQuery(search: string): AuditQuery {
  const params = new URLSearchParams(search);
  const read = (name: keyof AuditQuery) => {
    const text = params.get(name) ?? '';
    return shapes[name].test(text) ? text : '';
  };
  return { persona: read('persona'), accion: read('accion'), desde: read('desde'), hasta: read('hasta') };
}

/** Writes a query as the end of the address. */
export function writeAuditQuery(query: AuditQuery): string {
  const params = new URLSearchParams(names.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The same for the service, which is told moments: the days are those of this device. */
export function auditParams({ desde, hasta, ...rest }: AuditQuery, cursor: string | null): URLSearchParams {
  const params = new URLSearchParams(writeAuditQuery({ ...rest, desde: '', hasta: '' }));
  const from = dayStart(desde, 0);
  const to = dayStart(hasta, 1);
  if (from) params.set('desde', from);
  if (to) params.set('hasta', to);
  if (cursor) params.set('cursor', cursor);
  return params;
}

function dayStart(day: string, later: number): string | null {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const start = new Date(year, month - 1, date + later);
  return day === '' || Number.isNaN(start.getTime()) ? null : start.toISOString();
}

export const auditApi = {
  page: (query: AuditQuery, cursor: string | null): Promise<Reply<AuditPage>> =>
    requestJson(`${ticketPaths.audit}?${auditParams(query, cursor)}`),
  members: (): Promise<Reply<{ personas: Member[] }>> => requestJson(ticketPaths.people),
};
