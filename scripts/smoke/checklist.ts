/** One check as it is reported; `ms` in milliseconds, `detail` tells why it failed or was skipped. */
export type CheckResult = { name: string; ok: boolean; skipped?: true; ms: number; detail?: string };

/** What a check hands on to those that build on it. */
export type Outcome<T> = { name: string; ok: true; value: T } | { name: string; ok: false };

/** What a check body resolves with; `ms` where the time of interest is not that of the body itself. */
export type Passed<T> = { value: T; detail?: string; ms?: number };

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
        report({ name, ok: false, ms: took(), detail: tellError(error, deps.signal) });
        return { name, ok: false };
      }
    },
  };
}

function tellError(error: unknown, signal: AbortSignal): string {
  const text = error instanceof Error ? error.message : String(error);
  return signal.aborted ? `out of time: ${text}` : text;
}
