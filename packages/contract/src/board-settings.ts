import { longestLimitMin, shortestLimitMin } from '@relevo/ticket-rules';
import { z } from 'zod';

const minutes = z
  .int('debe ser un número entero de minutos')
  .min(shortestLimitMin, `debe ser ${shortestLimitMin} o más`)
  .max(longestLimitMin, `debe ser ${longestLimitMin} o menos`);

const stateLimitsSchema = z
  .object({ aviso_min: minutes, tarde_min: minutes }, 'debe tener aviso_min y tarde_min')
  .refine(({ aviso_min, tarde_min }) => aviso_min < tarde_min, {
    path: ['tarde_min'],
    message: 'debe ser mayor que aviso_min',
  });

const ageLimitsSchema = z.object(
  {
    pendiente: stateLimitsSchema,
    'en-preparacion': stateLimitsSchema,
    'en-camino': stateLimitsSchema,
  },
  'debe tener los límites de cada estado',
);

/** By which clock the shop's days and hours are shown. The services' settings say it; a `PUT` does not change it. */
const shopClockSchema = z.object({
  zona_horaria: z.string(),
  /** The hour at which a day ends: with 4, what comes in at 3:30 belongs to the day before. */
  fin_del_dia: z.int(),
});

/**
 * What is set for the whole shop: answer of `GET` and `PUT /api/ajustes`, and of the socket's `ajustes`. `version`
 * rises with each change; 0 means that nothing was set yet and the defaults hold.
 */
export const boardSettingsSchema = z.object(
  {
    limites: ageLimitsSchema,
    version: z.int('debe ser un número entero').min(0, 'debe ser 0 o más').meta({
      description: 'La versión de los ajustes: sube con cada cambio; 0: los de fábrica',
      example: 2,
    }),
    reloj: shopClockSchema.optional(),
  },
  'debe ser un objeto JSON',
);
export type BoardSettings = z.infer<typeof boardSettingsSchema>;
