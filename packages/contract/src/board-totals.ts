import { z } from 'zod';

/** Answer of `GET /api/tablero/totales`: `productTotals` over what the viewer sees, at one head of the log. */
export const boardTotalsSchema = z.object({
  epoch: z.string(),
  head: z.int(),
  productos: z.array(
    z.object({
      nombre: z.string(),
      cantidad: z.number(),
      falta: z.number(),
      tickets: z.array(z.int()),
    }),
  ),
});
export type BoardTotals = z.infer<typeof boardTotalsSchema>;
