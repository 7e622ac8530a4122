import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SettingsError } from '../settings/settings.ts';

/**
 * Starts listening.
 *
 * @param variable the setting that holds the port
 * @throws SettingsError that names it, or HOST, and says in one line why the address cannot be taken
 */
export async function listen(
  server: Server,
  host: string,
  port: number,
  variable = 'PORT',
): Promise<{ url: string; port: number }> {
  try {
    server.listen(port, host);
    // Rejects when `error` comes first.
    await once(server, 'listening');
  } catch (error) {
    throw explain(error, host, port, variable);
  }
  const bound = (server.address() as AddressInfo).port;
  return { url: urlAt(host, bound), port: bound };
}

function explain(error: unknown, host: string, port: number, variable: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return problem(variable, `port ${port} on ${host} is already in use; choose another one`);
  if (code === 'EACCES') return problem(variable, `port ${port} needs more rights; choose one above 1023`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return problem(
      variable === 'PORT' ? 'HOST' : variable,
      `${host} is not an address of this machine; 0.0.0.0 listens on all of them`,
    );
  }
  return error;
}

function problem(variable: string, message: string): SettingsError {
  return new SettingsError([{ variable, message }]);
}

/** Returns the address at which this machine reaches a server on `host`: 0.0.0.0 and :: cannot be called. */
export function urlAt(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
