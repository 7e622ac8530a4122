import type { CheckResult } from './checklist.ts';
import type { Options } from './options.ts';

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
