import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { answerMalformed } from './answer-malformed.ts';
import { type Clock, systemClock } from './clock.ts';
import { drain } from './drain.ts';
import type { Lifecycle } from './lifecycle.ts';
import { listen } from './listen.ts';
import type { Logger } from './log.ts';
import { trackWork } from './track-work.ts';

export type ServeOptions = {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  log: Logger;
  lifecycle: Lifecycle;
  /**
   * Called before listening, to attach what takes upgrades (Socket.IO). What it returns is awaited when
   * draining begins, within the same limit: the place to send sockets away.
   */
  onUpgradeServer?: (server: Server) => undefined | (() => Promise<void>);
  /**
   * Where WebSockets are taken. Any other request that offers an upgrade (HTTP/2 in the clear, as some clients do with
   * every request) is answered as if it offered none, RFC 9110 §7.8: what takes upgrades would let it hang.
   */
  upgradePath?: string;
  /** Called and awaited in the same way: the place to end what works without being asked, such as a relay. */
  onDrain?: () => PromiseLike<void>;
  /** How long requests in flight may still take when the service stops, in milliseconds. */
  drainMs?: number;
  clock?: Clock;
};

export type Served = AsyncDisposable & { url: string; port: number; server: Server };

/**
 * Listens, and makes the lifecycle ready. Disposing drains: new work is refused with 503, idle connections
 * close at once, requests in flight finish within `drainMs`, then what is left is cut.
 *
 * @throws SettingsError when the address cannot be taken
 */
export async function serve(app: RequestListener, options: ServeOptions): Promise<Served> {
  const { host, port, log, lifecycle, drainMs = 8_000, clock = systemClock } = options;
  const server = createServer({
    ...timeouts,
    requireHostHeader,
    shouldUpgradeCallback: takesUpgrade(options),
  });
  // Before onUpgradeServer: Socket.IO takes over the listeners it finds and calls them for the rest.
  const work = trackWork(server);
  server.on('request', app);
  server.on('clientError', answerMalformed({ log, answerOf: work.answerOf }));
  const sendAway = options.onUpgradeServer?.(server);
  const besides = [sendAway, options.onDrain].filter((end) => end !== undefined);
  const address = await listen(server, host, port);
  lifecycle.state = 'ready';

  let drained: Promise<void> | undefined;
  const dispose = () => {
    drained ??= drain({ server, work, lifecycle, besides, drainMs, clock, log });
    return drained;
  };
  return { url: address.url, port: address.port, server, [Symbol.asyncDispose]: dispose };
}

function takesUpgrade({ upgradePath }: ServeOptions): (req: IncomingMessage) => boolean {
  return ({ headers, url = '' }) =>
    upgradePath !== undefined &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    url.startsWith(`${upgradePath}/`);
}

// Node's own refusal would be a bare line; createFront refuses with a problem.
const requireHostHeader = false;

const timeouts = {
  // Longer than any client or proxy in front keeps an idle connection, so that it is never us who close it
  // just as a request is on its way (ECONNRESET on a POST).
  keepAliveTimeout: 65_000,
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
};
