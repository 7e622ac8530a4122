import { healthSchema } from '@relevo/contract';
import type { Response } from 'express';
import { z } from 'zod';
import type { Route } from '../http/routes.ts';
import type { Logger } from '../observe/log.ts';
import type { Clock } from './clock.ts';

/** The phase of a service's life. The app answers by it; `serve` changes it. */
export type Lifecycle = { state: 'starting' | 'ready' | 'draining' };

/** Makes a lifecycle that starts. `serve` sets it to ready when it listens, and to draining when it is disposed of. */
export function createLifecycle(): Lifecycle {
  return { state: 'starting' };
}

/** What a service checks about itself. None of it may depend on the other service. */
export type Health = {
  /** Proves that the service's own storage accepts a write; rejects if it does not. See `onceASecond`. */
  database(): Promise<void>;
  /** Further checks by name. The answer shows what each resolves with; one that rejects makes the service unhealthy. */
  checks?: Record<string, () => Promise<unknown>>;
  /** `/readyz` asks this besides the lifecycle. */
  ready?: () => boolean;
};

/** The routes `GET /healthz`, `/livez` and `/readyz`. */
export function healthRoutes(deps: {
  service: string;
  version: string;
  health: Health;
  lifecycle: Lifecycle;
  log: Logger;
  clock: Clock;
}): Route[] {
  const { service, version, health, lifecycle, clock } = deps;
  const { ready = () => true } = health;
  const startedAt = clock.monotonic();
  const probe = createProbes(deps);

  return [
    {
      method: 'get',
      path: '/healthz',
      doc: doc('Estado del servicio y de su almacenamiento', healthSchema),
      async handler(_req, res) {
        const { database, checks, healthy } = await probe();
        const uptime_s = Math.floor((clock.monotonic() - startedAt) / 1000);
        const status = healthy ? 'healthy' : 'unhealthy';
        send(res, healthy, { status, service, version, database, uptime_s, checks });
      },
    },
    {
      method: 'get',
      path: '/livez',
      doc: doc('El proceso está vivo', stateSchema),
      handler: (_req, res) => send(res, true, { status: 'ok' }),
    },
    {
      method: 'get',
      path: '/readyz',
      doc: doc('El servicio puede tomar trabajo', stateSchema),
      handler(_req, res) {
        const state = lifecycle.state === 'ready' && !ready() ? 'starting' : lifecycle.state;
        send(res, state === 'ready', { status: state });
      },
    },
  ];
}

function createProbes({ health, clock, log }: { health: Health; clock: Clock; log: Logger }) {
  const share = <T>(name: string, run: () => Promise<T>) =>
    shareProbe({ run, name, limitMs: 2_000, clock, log });
  const database = share('database', health.database);
  const checks = Object.entries(health.checks ?? {}).map(([name, run]) => [name, share(name, run)] as const);
  return async () => {
    const [stored, ...rest] = await Promise.all([database(), ...checks.map(([, check]) => check())]);
    const shown = rest.map((result, at) => [checks[at]?.[0], result.ok ? (result.value ?? 'ok') : 'error']);
    return {
      database: stored.ok ? 'ok' : 'error',
      checks: Object.fromEntries(shown),
      healthy: stored.ok && rest.every(({ ok }) => ok),
    };
  };
}

function send(res: Response, good: boolean, body: object): void {
  if (!good) res.setHeader('Retry-After', '5');
  res
    .status(good ? 200 : 503)
    .set('Cache-Control', 'no-store')
    .json(body);
}

const stateSchema = z.object({
  status: z.string().meta({ description: 'La fase en que está', example: 'ready' }),
});

function doc(summary: string, schema: z.ZodType): Route['doc'] {
  return { summary, responses: { 200: { description: 'Sí', schema }, 503: { description: 'No', schema } } };
}

/**
 * Makes one probe a second of many: who asks within a second of the last one's start gets its result, and while one runs
 * all wait for it. Anybody may ask for the health of a service, and a probe of its storage is a write to its disk.
 */
export function onceASecond<T>(
  run: () => Promise<T>,
  { monotonic }: Pick<Clock, 'monotonic'>,
): () => Promise<T> {
  let last: { at: number; result: Promise<T>; running: boolean } | undefined;
  return () => {
    if (last && (last.running || monotonic() - last.at < 1_000)) return last.result;
    const started = { at: monotonic(), result: run(), running: true };
    const ended = () => {
      started.running = false;
    };
    started.result.then(ended, ended);
    last = started;
    return started.result;
  };
}

type ProbeResult<T> = { ok: true; value: T } | { ok: false };

/**
 * Makes a probe that many requests may share: one run serves all of them, and no second run starts while one hangs, so that
 * requests cannot wear out a disk that is already slow. Never rejects.
 *
 * @param probe.limitMs how long one caller waits before the result is "not ok"
 */
function shareProbe<T>(probe: {
  run: () => Promise<T>;
  name: string;
  limitMs: number;
  clock: Clock;
  log: Logger;
}): () => Promise<ProbeResult<T>> {
  let running: Promise<ProbeResult<T>> | undefined;
  return () => {
    running ??= settle(probe).finally(() => {
      running = undefined;
    });
    return withLimit(running, probe);
  };
}

async function settle<T>({ run, name, log }: { run: () => Promise<T>; name: string; log: Logger }) {
  try {
    return { ok: true, value: await run() } as const;
  } catch (error) {
    log.warn({ err: error, check: name }, 'health check failed');
    return { ok: false } as const;
  }
}

async function withLimit<T>(
  running: Promise<ProbeResult<T>>,
  { name, limitMs, clock, log }: { name: string; limitMs: number; clock: Clock; log: Logger },
): Promise<ProbeResult<T>> {
  const stop = new AbortController();
  const limit = clock.sleep(limitMs, stop.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  );
  const first = await Promise.race([running, limit]);
  stop.abort();
  if (first !== 'late') return first;
  log.warn({ check: name, limitMs }, 'health check did not answer in time');
  return { ok: false };
}
