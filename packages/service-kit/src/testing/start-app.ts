import { fetchTo } from '@relevo/testkit/app';
import { type LogLine, recordingLog } from '@relevo/testkit/log';
import type { GateSettings } from '../http/request-gate.ts';
import type { Route } from '../http/routes.ts';
import { createHttpApp, type HttpAppOptions } from '../http-app.ts';
import { createLifecycle, type Lifecycle } from '../process/health.ts';
import { type Served, type ServeOptions, serve } from '../process/serve.ts';

type AppOverrides = Partial<Omit<HttpAppOptions, 'service' | 'settings'>> &
  Pick<HttpAppOptions['service'], 'metrics' | 'clock'> & { settings?: Partial<GateSettings> };
type Limits = Pick<ServeOptions, 'maxConnections' | 'maxConnectionsPerAddress' | 'trustProxy'>;
type Overrides = AppOverrides & Limits & Pick<ServeOptions, 'drainMs' | 'upgrades' | 'onDrain'>;

/** An app to ask. */
export type OpenApp = {
  lifecycle: Lifecycle;
  lines(): LogLine[];
  logText(): string;
  /** fetch with a path. */
  call(path: string, init?: Init): Promise<Response>;
  /** Posts this value as JSON. */
  post(path: string, value: unknown, headers?: Record<string, string>): Promise<Response>;
};
type Init = Parameters<ReturnType<typeof fetchTo>>[1];
export type TestApp = Served & OpenApp;

/** Makes an app with these routes, ready and without a port, asked by supertest. */
export function openApp(routes: Route[] = [], overrides: AppOverrides = {}): OpenApp {
  const { app, ...parts } = buildApp(routes, overrides);
  parts.lifecycle.state = 'ready';
  return askable(parts, fetchTo(app));
}

/** Starts a real server on a free port with these routes: for tests of sockets, of raw bytes and of draining. */
export async function startApp(routes: Route[] = [], overrides: Overrides = {}): Promise<TestApp> {
  const { drainMs, upgrades, onDrain, ...rest } = overrides;
  const { maxConnections, maxConnectionsPerAddress, trustProxy, ...options } = rest;
  const limits = { maxConnections, maxConnectionsPerAddress, trustProxy };
  const { app, ...parts } = buildApp(routes, options);
  const { recorded, lifecycle } = parts;
  const address = { host: '127.0.0.1', port: 0, log: recorded.log, lifecycle };
  const served = await serve(app, {
    ...address,
    ...limits,
    drainMs,
    upgrades,
    onDrain,
    clock: options.clock,
  });
  return { ...served, ...askable(parts, (path, init) => fetch(served.url + path, init)) };
}

function buildApp(routes: Route[], { clock, metrics, ...options }: AppOverrides) {
  const recorded = recordingLog();
  const lifecycle = createLifecycle();
  const app = createHttpApp({
    service: { name: 'relevo-test', version: '1.2.3', log: recorded.log, lifecycle, metrics, clock },
    routes,
    health: { database: async () => {} },
    metricsAuth: (_req, _res, next) => next(),
    ...options,
    settings: { corsOrigins: [], allowedHosts: [], trustProxy: false, ...options.settings },
  });
  return { app, recorded, lifecycle };
}

function askable(
  { recorded, lifecycle }: Omit<ReturnType<typeof buildApp>, 'app'>,
  call: OpenApp['call'],
): OpenApp {
  return {
    lifecycle,
    call,
    lines: () => recorded.lines,
    logText: recorded.text,
    post: (path, value, headers) =>
      call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(value),
      }),
  };
}

/** A route that answers what it was given. */
export function route(
  method: Route['method'],
  path: Route['path'],
  handler: Route['handler'],
  more: Partial<Route> = {},
): Route {
  const doc = { summary: `${method} ${path}`, responses: { 200: { description: 'Bien' } } };
  return { method, path, handler, doc, ...more };
}
