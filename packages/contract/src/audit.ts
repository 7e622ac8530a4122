import { z } from 'zod';

/**
 * What the audit log records. A new act gets its word here, and its sentence on the page: `describe-entry.ts` of the
 * board does not compile without one. `clave-api` is a key of a service, `clave` a person's password.
 */
export const auditActions = [
  'entrada',
  'entrada-rechazada',
  'salida',
  'sesiones-cerradas',
  'enlace-creado',
  'enlace-usado',
  'tv-creada',
  'tv-vinculada',
  'tv-liberada',
  'tv-revocada',
  'persona-agregada',
  'persona-cambiada',
  'persona-desactivada',
  'persona-activada',
  'rol-cambiado',
  'clave-cambiada',
  'segundo-factor-activado',
  'segundo-factor-quitado',
  'codigos-nuevos',
  'clave-api-creada',
  'clave-api-rotada',
  'clave-api-revocada',
  'tienda-quitada',
  'ajustes-cambiados',
  'exportacion',
  'olvido',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Further facts of an entry, by name: `de` and `a` (from, to), counts, ids of things. Never a secret, never a customer. */
export const auditDetailSchema = z.record(z.string(), z.json());
export type AuditDetail = z.infer<typeof auditDetailSchema>;

/** One entry of the audit log. `autor` and `desde` are null where nobody is known to have done it, or not from where. */
export const auditEntrySchema = z.object({
  id: z.int(),
  en: z.iso.datetime(),
  accion: z.enum(auditActions),
  autor_id: z.int().nullable(),
  autor: z.string().nullable(),
  /** The address it came from. Overwritten after 90 days. */
  desde: z.string().nullable(),
  /** What was used or changed: the way in, the name of a TV, of a key, of a file. */
  que: z.string().nullable(),
  /** Which person of the house it was done to, by their present name. */
  a_quien: z.object({ id: z.int(), nombre: z.string().nullable() }).nullable(),
  detalle: auditDetailSchema,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Answer of `GET /api/auditoria`: the newest first. */
export const auditPageSchema = z.object({
  entradas: z.array(auditEntrySchema),
  cursor: z.string().nullable(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
