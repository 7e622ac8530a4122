import { openStates } from '@relevo/ticket-rules';
import { z } from 'zod';
import { driverSchema } from './ticket.ts';

const dayMs = 24 * 60 * 60 * 1_000;
/** A summary spans at most 31 days. Where clocks are set back, these are an hour longer. */
export const maxSummaryMs = 31 * dayMs + 60 * 60 * 1_000;

const instant = z.iso.datetime({
  offset: true,
  error: 'debe ser un instante ISO 8601 con su zona, como 2026-11-25T00:00:00-03:00',
});

/**
 * Query of `GET /api/resumen` and `/api/resumen.csv`: orders that were placed from `desde` on and before `hasta`. Where
 * days and hours begin is for the client to say, who knows the shop's time zone: hours are counted from `desde` on.
 */
export const summaryQuerySchema = z
  .object({ desde: instant, hasta: instant })
  .superRefine((range, context) => {
    if (context.issues.length > 0) return;
    const spanMs = Date.parse(range.hasta) - Date.parse(range.desde);
    const fault = spanMs <= 0 ? 'debe ser posterior a desde' : 'puede ser a lo sumo 31 días después de desde';
    if (spanMs <= 0 || spanMs > maxSummaryMs)
      context.addIssue({ code: 'custom', path: ['hasta'], message: fault });
  });

/** Query of `GET /api/resumen.csv`: of the same orders, with its headings in this language. */
export const summaryCsvQuerySchema = summaryQuerySchema.safeExtend({
  idioma: z.enum(['es', 'en'], { error: 'debe ser es o en' }).default('es'),
});

const openStateSchema = z.enum(openStates);
const count = z.int().min(0);
const durationMs = z.int().nullable();
const wireTime = z.iso.datetime();

/** How long something took over `cantidad` orders; null where there is none. */
const durationsSchema = z.object({ cantidad: count, mediana_ms: durationMs, p90_ms: durationMs });

/** Answer of `GET /api/resumen`: what became of the orders that were placed within the range. */
export const summarySchema = z.object({
  desde: wireTime,
  hasta: wireTime,
  calculado_en: wireTime,
  /** Amounts in pesos: of all orders, and of those that were delivered or cancelled. */
  totales: z.object({
    pedidos: count,
    abiertos: count,
    entregados: count,
    cancelados: count,
    importe: z.number(),
    importe_entregado: z.number(),
    importe_cancelado: z.number(),
  }),
  /** An entry for each hour from `desde` on, the empty ones too. */
  por_hora: z.array(z.object({ desde: wireTime, pedidos: count })),
  /** From when an order was placed until it was delivered. */
  entrega: durationsSchema.meta({ description: 'Desde que se hizo el pedido hasta que se entregó' }),
  /** Only what came to its usual end counts: not what is still there, nor what was cancelled there. */
  tiempos: z.array(durationsSchema.extend({ estado: openStateSchema })),
  /** Orders that got older than the shop's limit for the state they were in, by that state; the oldest by name. */
  demorados: z.object({
    cantidad: count,
    por_estado: z.array(z.object({ estado: openStateSchema, limite_ms: z.int(), cantidad: count })),
    mayores: z.array(
      z.object({ ticket_id: z.int(), numero: z.string(), estado: openStateSchema, edad_ms: z.int() }),
    ),
  }),
  /** Delivered orders by who took them (null: nobody, a pick-up); `mediana_ms` is the time on the way. */
  repartidores: z.array(
    z.object({ repartidor: driverSchema.nullable(), entregados: count, mediana_ms: durationMs }),
  ),
  /** What was sold, cancelled orders left out: the most frequent by name, the rest in one. */
  productos: z
    .array(
      z.object({
        nombre: z.string(),
        unidad: z.string().optional(),
        cantidad: z.number(),
        importe: z.number(),
      }),
    )
    .meta({ description: 'Lo que se vendió, sin lo cancelado: lo que más, por su nombre' }),
  otros_productos: z.object({ productos: count, cantidad: z.number(), importe: z.number() }),
});
export type Summary = z.infer<typeof summarySchema>;
export type SummaryRange = z.infer<typeof summaryQuerySchema>;
