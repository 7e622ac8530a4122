import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Health, ServiceName } from '@relevo/contract';
import type { Logger } from '../observe/log.ts';
import { listen } from './listen.ts';

/** Answers on the port of a service that has not been able to start so far. */
export type StandIn = AsyncDisposable & {
  /** Listens, unless it does already, and logs why. */
  because(error: unknown): void;
};

// It answers at once and keeps no connection.
const maxConnections = 1_000;

/**
 * Makes what stands in for a service while its storage cannot be opened: 503 for every request but `/livez`, and `/healthz` says
 * that it is the database. Disposing of it frees the port for the service itself. While it listens, a signal to stop ends
 * the process at once: nothing is in hand.
 */
export function createStandIn(options: {
  service: ServiceName;
  version: string;
  host: string;
  port: number;
  log: Logger;
}): StandIn {
  const { host, port, log } = options;
  const end = () => process.exit(0);
  let listening: Promise<Server> | undefined;

  async function open(): Promise<Server> {
    const server = createServer(await answers(options));
    server.maxConnections = maxConnections;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
    await listen(server, host, port).catch((err) => log.error({ err }, 'nobody can be told'));
    return server;
  }

  return {
    because(error) {
      log.error({ err: error }, 'the storage cannot be opened, trying again');
      listening ??= open();
    },
    async [Symbol.asyncDispose]() {
      const server = await listening;
      listening = undefined;
      if (!server) return;
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, end);
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

// Loaded when it is needed: a start does not wait for it.
async function answers(about: { service: ServiceName; version: string }): Promise<Answer> {
  const [{ problemMediaType }, { problemBody, unavailable }, { securityHeaders }] = await Promise.all([
    import('@relevo/contract'),
    import('../http/problem.ts'),
    import('../http/security-headers.ts'),
  ]);
  const problem = unavailable('El almacenamiento no está disponible.', 5);

  function bodyAt(path: string, requestId: string): object {
    if (path === '/livez') return { status: 'ok' };
    if (path === '/readyz') return { status: 'starting' };
    if (path === '/healthz') return healthOf(about);
    return problemBody(problem, requestId);
  }
  return (req, res) => {
    const requestId = randomUUID();
    const [path = ''] = (req.url ?? '').split('?');
    const alive = path === '/livez';
    const type = /^\/(livez|readyz|healthz)$/.test(path)
      ? 'application/json; charset=utf-8'
      : problemMediaType;
    for (const [name, value] of securityHeaders) res.setHeader(name, value);
    if (!alive) res.setHeader('Retry-After', '5');
    res.setHeader('X-Request-Id', requestId);
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Connection', 'close');
    res.setHeader('Content-Type', type);
    res.statusCode = alive ? 200 : 503;
    res.end(JSON.stringify(bodyAt(path, requestId)));
  };
}

function healthOf({ service, version }: { service: ServiceName; version: string }): Health {
  const uptime_s = Math.floor(process.uptime());
  return { status: 'unhealthy', service, version, database: 'error', uptime_s, checks: {} };
}
