import { formatDayTime, formatDuration, formatQuantity } from '../../view/format.ts';
import type { Measurements } from './measurements.ts';
import { connectionWords as words } from './words.ts';

/** What the service says that it sees, line by line; nothing while it has said nothing. */
export function seenByServer({
  diagnosis,
}: Pick<Measurements, 'diagnosis'>): { name: string; value: string }[] {
  const seen = diagnosis?.value;
  if (!seen) return [];
  const { seenFields: names, everyUpTo, unknown } = words();
  const { socket, proxy } = seen;
  return [
    { name: names.protocol, value: seen.protocolo },
    { name: names.host, value: seen.host ?? unknown },
    { name: names.address, value: seen.direccion_cliente ?? unknown },
    { name: names.hops, value: formatQuantity(proxy.saltos) },
    { name: names.trusted, value: formatQuantity(proxy.de_confianza) },
    { name: names.time, value: formatDayTime(seen.hora) },
    {
      name: names.ping,
      value: everyUpTo(formatDuration(socket.ping_interval_ms), formatDuration(socket.ping_timeout_ms)),
    },
    { name: names.version, value: seen.version },
  ];
}
