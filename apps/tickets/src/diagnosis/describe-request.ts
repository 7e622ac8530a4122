import type { IncomingHttpHeaders } from 'node:http';
import type { Diagnosis } from '@relevo/contract';
import { originAllowed } from '../board/origin-allowed.ts';

/** What of a request tells how it came here. `ip` and `protocol` as the service takes them. */
export type Arrived = { headers: IncomingHttpHeaders; ip?: string; protocol: string };

type Known = {
  /** The origin of the page that asks, if it said so. */
  origin: string | undefined;
  trustProxy: number | false;
  corsOrigins: readonly string[];
};

/** How a request looked when it arrived: only what its sender and the proxies between have said themselves. */
export function describeRequest(
  { headers, ip, protocol }: Arrived,
  { origin, trustProxy, corsOrigins }: Known,
): Pick<Diagnosis, 'protocolo' | 'host' | 'direccion_cliente' | 'origen_admitido' | 'proxy'> {
  return {
    protocolo: protocol === 'https' ? 'https' : 'http',
    host: headers.host ?? null,
    direccion_cliente: ip?.replace(/^::ffff:(?=\d+\.)/i, '') ?? null,
    origen_admitido: origin === undefined ? null : originAllowed(origin, headers.host, corsOrigins),
    proxy: {
      saltos: listed(headers['x-forwarded-for']).length,
      de_confianza: trustProxy || 0,
      protocolo: listed(headers['x-forwarded-proto'])[0] ?? null,
    },
  };
}

function listed(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
