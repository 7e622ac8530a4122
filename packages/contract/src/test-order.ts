import { z } from 'zod';

/** Body of `POST /api/pedido-de-prueba`. */
export const testOrderSchema = z.object(
  {
    /** Made by the client, one per order: the same id again makes no second one. */
    id: z.uuid('debe ser un UUID'),
  },
  'debe ser un objeto JSON',
);
