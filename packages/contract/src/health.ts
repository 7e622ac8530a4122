import { z } from 'zod';

export const serviceNames = ['relevo-store', 'relevo-tickets'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Answer of `GET /healthz`. */
export const healthSchema = z.object({
  status: z.enum(['healthy', 'unhealthy']),
  service: z.enum(serviceNames),
  version: z.string(),
  database: z.enum(['ok', 'error']),
  uptime_s: z.number(),
  checks: z.record(z.string(), z.unknown()),
});
export type Health = z.infer<typeof healthSchema>;
