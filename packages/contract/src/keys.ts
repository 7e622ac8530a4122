import { testCaller } from '@relevo/ticket-rules';
import { z } from 'zod';
import { maxGraceS, maxLiveKeys, scopes } from './scopes.ts';
import { line } from './text.ts';

export const scopeSchema = z.enum(scopes, `debe ser uno de: ${scopes.join(', ')}`);

const time = z.iso.datetime();
const keyName = line(60).meta({ description: 'Para qué es', example: 'Tienda web' });
const stateVersion = z
  .string()
  .max(64)
  .meta({ description: 'La versión de la lista de claves: cambia con cada cambio', example: 'v-4f9c21' });
const whose = { description: 'De quién son los pedidos que se mandan con ella', example: 'tienda-web' };
const callerName = z
  .string('debe ser un texto')
  .trim()
  .regex(/^[a-z0-9-]{1,32}$/, 'debe tener de 1 a 32 letras minúsculas, números o guiones')
  // Orders of this caller are test orders, which count in no figures.
  .refine((fuente) => fuente !== testCaller, `"${testCaller}" es del propio tablero`)
  .meta(whose);

/** A key as the admin sees it: all but the key. */
export const keySchema = z.object({
  id: z.int(),
  nombre: z.string().meta({ description: 'Para qué es', example: 'Tienda web' }),
  /** Whose orders they are: (`fuente`, `numero`) identifies an order. */
  fuente: z.string().meta(whose),
  alcances: z.array(scopeSchema),
  /** How the key begins, to tell keys apart. */
  prefijo: z.string(),
  creada_en: time,
  /** The last use, to the minute. */
  usada_en: time.nullable(),
  revocada_en: time.nullable(),
  /** The key before the last rotation, while it goes on working. */
  anterior: z
    .object({ prefijo: z.string(), hasta: time })
    .nullable()
    .meta({ description: 'La de antes de rotarla, mientras siga sirviendo' }),
});
export type Key = z.infer<typeof keySchema>;
/** Answer of `GET /api/claves`: the newest first, those in use before those revoked. */
export const keysReplySchema = z.object({ claves: z.array(keySchema) });

/** Body of `POST /api/claves`. */
export const newKeySchema = z.object(
  {
    nombre: keyName,
    fuente: callerName,
    alcances: z
      .array(scopeSchema, 'debe ser una lista')
      .min(1, 'debe tener al menos uno')
      .max(scopes.length, 'tiene alcances repetidos')
      .refine((list) => new Set(list).size === list.length, 'tiene alcances repetidos'),
  },
  'debe ser un objeto JSON',
);
export type NewKey = z.infer<typeof newKeySchema>;
/** Answer of `POST /api/claves` and of a rotation: the key itself is shown this once. */
export const shownKeySchema = keySchema.extend({
  clave: z.string().meta({
    description: 'La clave, que se muestra esta única vez',
    example: 'relevo_7wVzVt03zDqQUrsTs8mEKNoZMeePr4ChUpg9z6Bo5nY',
  }),
});
export type ShownKey = z.infer<typeof shownKeySchema>;

/** Body of `POST /api/claves/:id/rotar`: how long the old key goes on working, in seconds; 0 ends it at once. */
export const rotateKeySchema = z.object(
  {
    anterior_sirve_s: z
      .int('debe ser un número entero de segundos')
      .min(0, 'debe ser 0 o más')
      .max(maxGraceS, `puede ser a lo sumo ${maxGraceS} (7 días)`)
      .default(0),
  },
  'debe ser un objeto JSON',
);

/** One key in use, as the services know it: hashes of what it is, never the key. */
export const liveKeySchema = z.object({
  id: z.int(),
  nombre: z.string(),
  fuente: z.string(),
  alcances: z.array(scopeSchema),
  /** SHA-256 of the key in base64url; a second one is the key before the last rotation, which works until `hasta`. */
  huellas: z
    .array(z.object({ huella: z.string().regex(/^[\w-]{43}$/), hasta: time.nullable() }))
    .min(1)
    .max(2),
});
export type LiveKey = z.infer<typeof liveKeySchema>;

/** Every key in use. `version` is another one after each change. */
export const keyStateSchema = z.object({
  version: stateVersion,
  claves: z.array(liveKeySchema).max(maxLiveKeys),
});
export type KeyState = z.infer<typeof keyStateSchema>;

/** Answer of `POST /api/claves/vigentes`: every key in use, or no list when the asked version is still the one that counts. */
export const keyNewsSchema = keyStateSchema.partial({ claves: true });
export type KeyNews = z.infer<typeof keyNewsSchema>;

/** Body of `POST /api/claves/vigentes`: the version that the store has, and which keys were used there since it last said so. */
export const keyQuestionSchema = z.object(
  {
    version: stateVersion.nullable(),
    usadas: z
      .array(z.object({ id: z.int().positive(), en: time }), 'debe ser una lista')
      .max(maxLiveKeys)
      .default([]),
  },
  'debe ser un objeto JSON',
);
export type KeyQuestion = z.input<typeof keyQuestionSchema>;
