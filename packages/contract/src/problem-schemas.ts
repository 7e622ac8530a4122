import { z } from 'zod';

/** One bad field: its path in the body (`productos.0.cantidad`) and what is wrong with it, in Spanish. */
export const fieldErrorSchema = z.object({ campo: z.string(), mensaje: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string(),
  error: z.string(),
  errores: z.array(fieldErrorSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
