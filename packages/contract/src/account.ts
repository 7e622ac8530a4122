import { z } from 'zod';
import { codeSchema, memberSchema, personSchema } from './people.ts';
import { email, newPassword, secret } from './text.ts';

/** How long after a sign-in its session may do what a stolen session must not. */
export const freshSignInMs = 15 * 60 * 1_000;

/** One of one's own sessions. `navegador`: the browser as it calls itself. Its id lets nobody in. */
export const ownSessionSchema = z.object({
  id: z.string(),
  actual: z.boolean(),
  navegador: z.string().nullable(),
  direccion: z.string().nullable(),
  desde: z.iso.datetime(),
  visto_en: z.iso.datetime(),
});
export type OwnSession = z.infer<typeof ownSessionSchema>;

/** Answer of `GET /api/cuenta`: what somebody sees of their own account. */
export const ownAccountSchema = z.object({
  persona: personSchema,
  email: z.string().nullable(),
  tiene_clave: z.boolean(),
  /** Null: there is none. */
  segundo_factor: z.object({ desde: z.iso.datetime(), codigos_restantes: z.int() }).nullable(),
  /** Until when this session counts as a fresh sign-in; null: it does not. */
  reciente_hasta: z.iso.datetime().nullable(),
  sesiones: z.array(ownSessionSchema),
});
export type OwnAccount = z.infer<typeof ownAccountSchema>;

/** Body of `PUT /api/cuenta/clave`. `anterior` is asked of who has a password, `email` of who has none to sign in with. */
export const ownPasswordSchema = z.object(
  { clave: newPassword, anterior: secret.max(200).optional(), email: email.optional() },
  'debe ser un objeto JSON',
);

/** Answer of `PUT /api/cuenta/clave`. */
export const ownPasswordReplySchema = memberSchema
  .pick({ email: true })
  .extend({ sesiones_cerradas: z.int() });

/** Body of `POST /api/sesion/confirmacion`: who is there proves once more who they are. */
export const freshSignInSchema = z.object(
  { clave: secret.min(1).max(200).optional(), codigo: codeSchema.optional() },
  'debe ser un objeto JSON',
);
export const freshSignInReplySchema = z.object({ reciente_hasta: z.iso.datetime() });

/** Answer of `POST /api/cuenta/segundo-factor`: the secret for the app, as text and as the address for a QR code. */
export const newSecondFactorSchema = z.object({ secreto: z.string(), uri: z.string() });

/** A body that holds a code and nothing else. */
export const codeBodySchema = z.object({ codigo: codeSchema }, 'debe ser un objeto JSON');

/** The one-time codes, shown this once. */
export const oneTimeCodesSchema = z.object({ codigos: z.array(z.string()) });
