import type { AuditAction, AuditDetail, AuditEntry } from '@relevo/contract';
import { type Clock, type Logger, startExpiry } from '@relevo/service-kit';
import type { Reader, Storage } from '@relevo/storage';
import type { AuditRecord, auditProcedures } from './audit-procedures.ts';
import { createHashAccount, createRefusedSignIns } from './refused-sign-ins.ts';

/** Which entries a page lists. Times are epoch ms; `personId`: who did it, or to whom; `before`: the cursor. */
export type AuditFilter = {
  action?: AuditAction;
  personId?: number;
  from?: number;
  to?: number;
  limit: number;
  before?: AuditCursor;
};

/** A place in the log, by time and then by id: a clock that goes back must not hide an entry. */
export type AuditCursor = { at: number; id: number };

type AuditRow = {
  id: number;
  at: number;
  action: AuditAction;
  author_id: number | null;
  author: string | null;
  address: string | null;
  what: string | null;
  whom: number | null;
  whom_name: string | null;
  detail: string;
};

// Every filter has an index that ends in the time, so that a page costs what it shows and not what the log holds.
const newestFirst = 'ORDER BY at DESC, id DESC LIMIT @limit';
const entries = (narrow: string) => `
  SELECT * FROM audit
  WHERE ${narrow} AND at >= @from AND at <= @at AND (at < @at OR id < @id) ${newestFirst}`;
const withNames = (page: string) => `
  SELECT page.*, people.name AS whom_name FROM (${page}) AS page
  LEFT JOIN people ON people.id = page.whom ${newestFirst}`;

const pageOfAll = withNames(entries('true'));
const pageOfAction = withNames(entries('action = @action'));
const either = (narrow: string) => `
  SELECT * FROM (${entries(`author_id = @personId AND ${narrow}`)})
  UNION SELECT * FROM (${entries(`whom = @personId AND ${narrow}`)})`;
const pageOfPerson = withNames(either('true'));
const pageOfPersonAndAction = withNames(either('+action = @action'));

/** The four questions, for the test of their query plans. */
export const auditPages = { pageOfAll, pageOfAction, pageOfPerson, pageOfPersonAndAction };

/** Reads a page of the log, newest first. `next`: the cursor of the page after it, if there is one. */
export function readAuditPage(
  reader: Pick<Reader, 'all'>,
  filter: AuditFilter,
): { entries: AuditEntry[]; next: AuditCursor | null } {
  const rows = reader.all<AuditRow>(pageFor(filter), paramsOf(filter));
  const last = rows.length > filter.limit ? rows[filter.limit - 1] : undefined;
  return {
    entries: rows.slice(0, filter.limit).map(toEntry),
    next: last ? { at: last.at, id: last.id } : null,
  };
}

function pageFor({ action, personId }: AuditFilter): string {
  if (personId === undefined) return action === undefined ? pageOfAll : pageOfAction;
  return action === undefined ? pageOfPerson : pageOfPersonAndAction;
}

function paramsOf({ action, personId, from, to, limit, before }: AuditFilter) {
  const end = Math.min((to ?? Number.MAX_SAFE_INTEGER) - 1, before?.at ?? Number.MAX_SAFE_INTEGER);
  const isCursor = before !== undefined && before.at === end;
  return {
    from: from ?? 0,
    at: end,
    id: isCursor ? before.id : Number.MAX_SAFE_INTEGER,
    limit: limit + 1,
    ...(action !== undefined && { action }),
    ...(personId !== undefined && { personId }),
  };
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    en: new Date(row.at).toISOString(),
    accion: row.action,
    autor_id: row.author_id,
    autor: row.author,
    desde: row.address,
    que: row.what,
    a_quien: row.whom === null ? null : { id: row.whom, nombre: row.whom_name },
    detalle: JSON.parse(row.detail) as AuditDetail,
  };
}

type Deps = { clock: Clock; log: Logger; secret: string };

export type Audit = ReturnType<typeof openAudit>;

/** Opens the audit log. Until it is disposed of, it lets go of what is kept no longer: see `retention`. */
export function openAudit(storage: Storage<typeof auditProcedures>, { clock, log, secret }: Deps) {
  const record = (entry: AuditRecord) => storage.write('recordAudit', entry);
  const refused = createRefusedSignIns({ record, clock, log });
  const expiry = startExpiry({
    expire: (now) => storage.write('expireAudit', { now, limit: expiryBatch }),
    ...{ clock, log },
  });
  return {
    page: (filter: AuditFilter) => readAuditPage(storage.reader, filter),
    /** Resolves when it is on disk. For what writes nothing else; a procedure calls `recordAudit`. */
    record,
    refusedSignIn: refused.add,
    hashAccount: createHashAccount(secret),
    async [Symbol.asyncDispose](): Promise<void> {
      await expiry[Symbol.asyncDispose]();
      await refused[Symbol.asyncDispose]();
    },
  };
}

const expiryBatch = 1_000;
