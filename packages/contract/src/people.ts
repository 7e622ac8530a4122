import { roles } from '@relevo/ticket-rules';
import { z } from 'zod';
import { email, line, newPassword, secret } from './text.ts';

export const roleSchema = z.enum(roles, `debe ser uno de: ${roles.join(', ')}`);

/** Who is signed in. `id` is null for a service's key and for a TV. */
export const personSchema = z.object({ id: z.int().nullable(), nombre: z.string(), rol: roleSchema });
export type Person = z.infer<typeof personSchema>;

/** Answer of `GET` and `POST /api/sesion`. */
export const sessionReplySchema = z.object({
  operador: personSchema,
  /** An admin without a password: only another link would let them in again. */
  falta_clave: z.literal(true).optional(),
});

/** A code of the second factor, as it is typed: spaces and dashes do not count. */
export const codeSchema = secret.max(40).transform((text) => text.replace(/[\s-]/g, '').toLowerCase());

/** Body of `POST /api/sesion`: a one-time or TV link's token, or email and password; with a code of who has a second factor. */
export const signInSchema = z.union(
  [
    z.object({ token: secret.min(1).max(200), codigo: codeSchema.optional() }),
    z.object({
      email: z.string().trim().toLowerCase().min(1).max(200),
      clave: secret.min(1).max(200),
      codigo: codeSchema.optional(),
    }),
  ],
  'debe tener {token} o {email, clave}',
);

/** A person as the admin sees them. */
export const memberSchema = z.object({
  id: z.int(),
  nombre: z.string(),
  email: z.string().nullable(),
  rol: roleSchema,
  activo: z.boolean(),
  tiene_clave: z.boolean(),
  segundo_factor: z.boolean().meta({ description: 'Si al entrar se le pide un código', example: true }),
  creado_en: z.iso.datetime(),
});
export type Member = z.infer<typeof memberSchema>;
export const membersReplySchema = z.object({ personas: z.array(memberSchema) });

/** Body of `POST /api/personas`. Without a password the person comes in by a one-time link. */
export const newMemberSchema = z.object(
  { nombre: line(100), rol: roleSchema, email: email.nullish(), clave: newPassword.nullish() },
  'debe ser un objeto JSON',
);
/** Body of `PATCH /api/personas/:id`: what is to change. */
export const memberChangeSchema = z.object(
  {
    nombre: line(100).optional(),
    rol: roleSchema.optional(),
    email: email.nullable().optional(),
    clave: newPassword.optional(),
    activo: z.boolean('debe ser verdadero o falso').optional(),
  },
  'debe ser un objeto JSON',
);

/** A one-time link, shown once: it opens `/entrar#…`. */
export const linkReplySchema = z.object({ enlace: z.string(), vence_en: z.iso.datetime() });

/**
 * A read-only link for a TV. It belongs to the first device that opens it (`dispositivo`, null while it is free), and
 * works until it is revoked or was not used for 90 days (`vence_en`; past: it has ended).
 */
export const tvLinkSchema = z.object({
  id: z.int(),
  nombre: z.string(),
  creado_en: z.iso.datetime(),
  revocado_en: z.iso.datetime().nullable(),
  vence_en: z.iso.datetime(),
  visto_en: z.iso.datetime().nullable(),
  dispositivo: z
    .object({ navegador: z.string().nullable(), direccion: z.string().nullable(), desde: z.iso.datetime() })
    .nullable()
    .meta({ description: 'De qué aparato es; `null`: del primero que lo abra' }),
});
export type TvLink = z.infer<typeof tvLinkSchema>;
const screenName = { description: 'Qué pantalla es', example: 'Cocina' };
export const newTvLinkSchema = z.object({ nombre: line(100).meta(screenName) }, 'debe ser un objeto JSON');
/** Answer of `POST /api/enlaces-tv`: the link itself is shown this once. */
export const newTvLinkReplySchema = tvLinkSchema.extend({
  nombre: z.string().meta(screenName),
  enlace: z.string(),
});
export const tvLinksReplySchema = z.object({ enlaces: z.array(tvLinkSchema) });

/** Answer of `GET /api/repartidores`: whom a ticket can be assigned to. */
export const driversReplySchema = z.object({
  repartidores: z.array(
    z.object({
      id: z.int(),
      nombre: z.string(),
      /** How many orders they carry, and since when they have had the first of them. */
      en_camino: z.int(),
      desde: z.iso.datetime().nullable(),
      /** How many are theirs that have not left the shop. */
      por_salir: z.int(),
    }),
  ),
});
