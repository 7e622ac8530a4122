import { z } from 'zod';

/** One bad field: its path in the body (`productos.0.cantidad`) and what is wrong with it, in Spanish. */
export const fieldErrorSchema = z.object({ campo: z.string(), mensaje: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** What an answer says beside its result: taken as it was sent, and perhaps not what was meant. */
export const warningsSchema = z
  .array(fieldErrorSchema)
  .optional()
  .describe('Lo que se aceptó así como vino y quizás no es lo que se quiso mandar; falta si no hay nada');

export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int().meta({ description: 'El código de la respuesta', example: 400 }),
  detail: z.string(),
  instance: z.string(),
  error: z.string(),
  errores: z.array(fieldErrorSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
