/** An answer as it came, or the code of what went wrong instead (`ECONNREFUSED`, `ETIMEDOUT`, …). */
export type Fetched =
  | { kind: 'answer'; status: number; contentType: string; text: string }
  | { kind: 'failure'; code: string };

/** One request under one limit from DNS to the last byte, in milliseconds. Follows no redirect; never rejects. */
export async function fetchText(
  url: string,
  request: { method?: string; headers?: Record<string, string>; body?: string },
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Fetched> {
  const limit = AbortSignal.timeout(Math.ceil(timeoutMs));
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'manual',
      signal: AbortSignal.any([limit, signal]),
    });
    const contentType = response.headers.get('content-type') ?? '';
    return { kind: 'answer', status: response.status, contentType, text: await response.text() };
  } catch (error) {
    if (signal.aborted) return { kind: 'failure', code: 'ABORTED' };
    return { kind: 'failure', code: limit.aborted ? 'ETIMEDOUT' : codeOf(error) };
  }
}

/** fetch says only "fetch failed"; the reason hangs below it, for several addresses in a list. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'ERR_UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error.cause === undefined ? error.message : codeOf(error.cause);
}
