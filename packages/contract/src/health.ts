import { z } from 'zod';

export const serviceNames = ['relevo-store', 'relevo-tickets'] as const;
export type ServiceName = (typeof serviceNames)[number];

export const versionSchema = z.string().meta({ description: 'La versión del servicio', example: '0.1.0' });

/** Answer of `GET /healthz`. */
export const healthSchema = z.object({
  status: z.enum(['healthy', 'unhealthy']),
  service: z.enum(serviceNames),
  version: versionSchema,
  database: z.enum(['ok', 'error']),
  uptime_s: z.number(),
  checks: z.record(z.string(), z.unknown()),
});
export type Health = z.infer<typeof healthSchema>;

/** Query of `GET /api/diagnostico`: the origin of the page that asks, as its own address bar has it. */
export const diagnosisQuerySchema = z.object({
  origen: z
    .string()
    .max(300, 'puede tener a lo sumo 300 caracteres')
    .optional()
    .meta({ description: 'El origen de la página que pregunta', example: 'https://pedidos.example.com' }),
});

/** Answer of `GET /api/diagnostico`: how this very request looked when it arrived, for whoever sets up a proxy. */
export const diagnosisSchema = z.object({
  hora: z.iso.datetime(),
  version: versionSchema,
  /** As the service takes it, by what the proxies in front say where they are trusted. */
  protocolo: z.enum(['http', 'https']),
  host: z.string().nullable(),
  direccion_cliente: z.string().nullable(),
  /** Whether a page of the asked origin may open the live connection and change something; null: not asked. */
  origen_admitido: z.boolean().nullable(),
  proxy: z.object({
    /** How many addresses X-Forwarded-For has: one for each proxy on the way, where every one adds its own. */
    saltos: z.int(),
    /** How many of them are believed: TRUST_PROXY. */
    de_confianza: z.int(),
    /** X-Forwarded-Proto, as the proxy sent it. */
    protocolo: z.string().nullable(),
  }),
  /** STORE_URL: where this service reaches the store. A service of an older version says nothing. */
  tienda: z
    .string()
    .optional()
    .meta({ description: 'Dónde busca a la tienda: `STORE_URL`', example: 'http://127.0.0.1:4000' }),
  socket: z.object({ ping_interval_ms: z.int(), ping_timeout_ms: z.int(), posicion_cada_ms: z.int() }),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;
