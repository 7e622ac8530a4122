import { headers, ticketPaths } from '@relevo/contract';

/** The shortest order that a shop can send, as a line for a terminal. `key` and `name` stand for what is theirs. */
export function curlLine(origin: string, { key, name }: { key: string; name: string }): string {
  const order = JSON.stringify({ numero: '1001', cliente_nombre: name, total: 4500 });
  return [
    ...['curl', origin + ticketPaths.tickets],
    ...['-H', `'${headers.apiKey}:${key}'`, '-H', "'Content-Type:application/json'"],
    ...['-d', `'${order}'`],
  ].join(' ');
}
