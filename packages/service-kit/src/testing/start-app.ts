import { type LogLine, recordingLog } from '@relevo/testkit/log';
import type { GateSettings } from '../http/request-gate.ts';
import type { Route } from '../http/routes.ts';
import { createHttpApp, type HttpAppOptions } from '../http-app.ts';
import { createLifecycle, type Lifecycle } from '../process/health.ts';
import { type Served, type ServeOptions, serve } from '../process/serve.ts';

type Overrides = Partial<Omit<HttpAppOptions, 'service' | 'settings'>> &
  Pick<HttpAppOptions['service'], 'metrics' | 'clock'> & { settings?: Partial<GateSettings> } & Pick<
    ServeOptions,
    'drainMs' | 'upgrades' | 'onDrain'
  >;

export type TestApp = Served & {
  lifecycle: Lifecycle;
  lines(): LogLine[];
  logText(): string;
  /** fetch with a path. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Posts this value as JSON. */
  post(path: string, value: unknown, headers?: Record<string, string>): Promise<Response>;
};

/** Starts a real server on a free port with these routes. */
export async function startApp(routes: Route[] = [], overrides: Overrides = {}): Promise<TestApp> {
  const { drainMs, upgrades, onDrain, clock, metrics, ...options } = overrides;
  const recorded = recordingLog();
  const { log } = recorded;
  const lifecycle = createLifecycle();
  const app = createHttpApp({
    service: { name: 'relevo-test', version: '1.2.3', log, lifecycle, metrics, clock },
    routes,
    health: { database: async () => {} },
    ...options,
    settings: { corsOrigins: [], allowedHosts: [], trustProxy: false, ...overrides.settings },
  });
  const address = { host: '127.0.0.1', port: 0 };
  const served = await serve(app, { ...address, log, lifecycle, drainMs, upgrades, onDrain, clock });
  const call: TestApp['call'] = (path, init) => fetch(served.url + path, init);
  return {
    ...served,
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
