import type { Options } from './options.ts';

/** One check as it is reported; `ms` in milliseconds, `detail` tells why it failed or was skipped. */
export type CheckResult = { name: string; ok: boolean; skipped?: true; ms: number; detail?: string };

/** What a check hands on to those that build on it. */
export type Outcome<T> = { name: string; ok: true; value: T } | { name: string; ok: false };

/** What a check body resolves with; `ms` where the time of interest is not that of the body itself. */
type Passed<T> = { value: T; detail?: string; ms?: number };

/** Thrown by a check body: the system under test did not do what it promises. */
export class CheckFailed extends Error {}

type Values<N extends readonly Outcome<unknown>[]> = {
  [K in keyof N]: N[K] extends Outcome<infer T> ? T : never;
};

export type Checklist = {
  results: CheckResult[];
  /** Runs one check, unless one that it needs did not pass. Never rejects. */
  check<const N extends readonly Outcome<unknown>[], T>(
    name: string,
    needs: N,
    body: (...values: Values<N>) => Promise<Passed<T>>,
  ): Promise<Outcome<T>>;
};

/**
 * Runs checks and keeps their results.
 * @param deps.signal once aborted, what is left is skipped
 * @param deps.redact applied to every detail
 */
export function createChecklist(deps: {
  signal: AbortSignal;
  redact: (text: string) => string;
  onResult: (result: CheckResult) => void;
}): Checklist {
  const results: CheckResult[] = [];

  function report(result: CheckResult) {
    const { detail, ...rest } = result;
    const told = detail === undefined ? rest : { ...rest, detail: deps.redact(detail) };
    results.push(told);
    deps.onResult(told);
  }

  return {
    results,
    async check(name, needs, body) {
      const missing = needs.find((need) => !need.ok);
      const reason = missing ? `needs: ${missing.name}` : deps.signal.aborted ? 'out of time' : undefined;
      if (reason) {
        report({ name, ok: false, skipped: true, ms: 0, detail: reason });
        return { name, ok: false };
      }
      const startedAt = performance.now();
      const took = () => performance.now() - startedAt;
      try {
        const values = needs.map((need) => need.ok && need.value) as Values<typeof needs>;
        const { value, detail, ms = took() } = await body(...values);
        report({ name, ok: true, ms, detail });
        return { name, ok: true, value };
      } catch (error) {
        report({ name, ok: false, ms: took(), detail: describeError(error, deps.signal) });
        return { name, ok: false };
      }
    },
  };
}

function describeError(error: unknown, signal: AbortSignal): string {
  const text = error instanceof Error ? error.message : String(error);
  return signal.aborted ? `out of time: ${text}` : text;
}

/** A whole run: `ok` only when every check passed; `ms` from start to end. */
export type SmokeRun = { ok: boolean; checks: CheckResult[]; ms: number };

const nameWidth = 44;

/** `ok   order reaches the board   132 ms`, with the detail or the reason behind it. */
export function resultLine({ name, ok, skipped, ms, detail }: CheckResult): string {
  const word = ok ? 'ok  ' : skipped ? 'skip' : 'FAIL';
  const time = skipped ? '' : `${Math.round(ms)} ms`;
  return `${word} ${name.padEnd(nameWidth)} ${time.padStart(9)}${detail ? `  ${detail}` : ''}`;
}

export function summaryLine({ ok, checks, ms }: SmokeRun): string {
  const seconds = `${(ms / 1_000).toFixed(1)} s`;
  if (ok) return `smoke: ok, ${checks.length} checks in ${seconds}`;
  const skipped = checks.filter((check) => check.skipped).length;
  const failed = checks.filter((check) => !check.ok).length - skipped;
  return `smoke: FAILED, ${failed} of ${checks.length} checks failed, ${skipped} skipped, in ${seconds}`;
}

/** The run as one JSON object; times in whole milliseconds. */
export function jsonReport({ store, tickets }: Pick<Options, 'store' | 'tickets'>, run: SmokeRun): string {
  const checks = run.checks.map((check) => ({ ...check, ms: Math.round(check.ms) }));
  return JSON.stringify({ ok: run.ok, store, tickets, checks, ms: Math.round(run.ms) });
}
