import type { AuditAction, AuditDetail } from '@relevo/contract';
import { type Db, prepared } from '@relevo/storage/procedures';

/** Who does something, and from where: a person of the house by id, somebody else by name. All null: the service itself. */
export type Author = { autor_id: number | null; autor: string | null; desde: string | null };

/** The service itself. */
export const theService: Author = { autor_id: null, autor: null, desde: null };

/** Whoever runs a command on the machine of the service. */
export const theConsole: Author = { autor_id: null, autor: 'consola', desde: null };

/**
 * What was done, as it is recorded. `en`: epoch ms; `que`: what was used or changed, by its name; `a_quien`: the id of
 * the person of the house to whom it was done; `detalle`: further facts. No secret and nothing of a customer goes in here.
 */
export type AuditRecord = Author & {
  en: number;
  accion: AuditAction;
  que?: string | null;
  a_quien?: number | null;
  detalle?: AuditDetail;
};

const maxText = 200;
const maxDetail = 4_000;

/**
 * Records an act. Inside the procedure of the act it shares its transaction: either both are on disk or neither. Also a
 * procedure of its own, for what writes nothing else: `storage.write('recordAudit', record)`.
 */
export function recordAudit(db: Db, { en, accion, autor_id, autor, desde, ...rest }: AuditRecord): void {
  const insert = `
    INSERT INTO audit (at, action, author_id, author, address, what, whom, detail)
    VALUES (@en, @accion, @autorId, @autor, @desde, @que, @aQuien, @detalle)`;
  prepared(db, insert).run({
    ...{ en, accion, autorId: autor_id, aQuien: rest.a_quien ?? null },
    ...{ autor: bounded(autor), desde: bounded(desde), que: bounded(rest.que) },
    detalle: detailText(rest.detalle),
  });
}

function bounded(text: string | null | undefined): string | null {
  return text?.slice(0, maxText) ?? null;
}

function detailText(detail: AuditDetail = {}): string {
  const text = JSON.stringify(detail);
  return text.length > maxDetail ? '{"recortado":true}' : text;
}

/**
 * Runs `overwrite`, which alone may change or remove entries, for a reason: retention, or a person who is to be forgotten.
 * Only for use inside a procedure: its transaction opens the log and closes it again.
 */
export function overwriteAudit<T>(db: Db, reason: string, overwrite: () => T): T {
  prepared(db, 'INSERT INTO audit_overwriting (reason) VALUES (?)').run(reason);
  const result = overwrite();
  prepared(db, 'DELETE FROM audit_overwriting').run();
  return result;
}

const dayMs = 24 * 60 * 60 * 1_000;

/** How long what is kept. `refused` bounds what a flood of bad sign-ins can take from the disk: some 30 MB. */
export const retention = { addressDays: 90, entryDays: 730, refused: 100_000 } as const;

/**
 * Overwrites addresses and removes entries that are kept no longer, `limit` of each kind at most.
 * @returns whether there may be more
 */
export function expireAudit(db: Db, { now, limit }: { now: number; limit: number }): boolean {
  const due = (days: number) => now - days * dayMs;
  const withAddress = 'SELECT id FROM audit WHERE address IS NOT NULL AND at < @due ORDER BY at LIMIT @limit';
  const old = 'SELECT id FROM audit WHERE at < @due ORDER BY at LIMIT @limit';
  // Bounded at both ends: the newest are skipped along the index, whatever they are.
  const flood = `
    SELECT id FROM audit WHERE action = 'entrada-rechazada' ORDER BY at DESC LIMIT @limit OFFSET @refused`;
  return overwriteAudit(db, 'retention', () => {
    const changes = [
      prepared(db, `UPDATE audit SET address = NULL WHERE id IN (${withAddress})`).run({
        ...{ due: due(retention.addressDays), limit },
      }),
      prepared(db, `DELETE FROM audit WHERE id IN (${old})`).run({ due: due(retention.entryDays), limit }),
      prepared(db, `DELETE FROM audit WHERE id IN (${flood})`).run({ refused: retention.refused, limit }),
    ].map((run) => run.changes);
    return changes.some((count) => count === limit);
  });
}

/** Writes on the audit log, for the writer thread. */
export const auditProcedures = { recordAudit, expireAudit };
