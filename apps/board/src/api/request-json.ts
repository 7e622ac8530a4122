import type { FieldError } from '@relevo/contract';

/** What came back. `status` null: no answer, or none from the service. `detail` is Spanish, for people. */
export type Reply<T> =
  | { ok: true; value: T }
  | { ok: false; status: number | null; detail: string; errores: FieldError[]; retryAfterS: number | null };

const timeoutMs = 10_000;
const noAnswer = 'El servicio no responde. Probá de nuevo en un momento.';

/** One request to the ticket service with the session's cookie. Never rejects. */
export async function requestJson<T>(
  path: string,
  { method = 'GET', body }: { method?: string; body?: unknown } = {},
): Promise<Reply<T>> {
  try {
    const response = await fetch(path, {
      method,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
      signal: AbortSignal.timeout(timeoutMs),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) return { ok: true, value: answer as T };
    return failed(response, answer);
  } catch {
    return { ok: false, status: null, detail: noAnswer, errores: [], retryAfterS: null };
  }
}

type ProblemBody = { detail?: string; errores?: FieldError[] } | null;

function failed({ status, headers }: Response, problem: ProblemBody): Reply<never> {
  const retryAfterS = Number.parseInt(headers.get('Retry-After') ?? '', 10);
  return {
    ok: false,
    status,
    detail: problem?.detail ?? noAnswer,
    errores: problem?.errores ?? [],
    retryAfterS: Number.isFinite(retryAfterS) ? retryAfterS : null,
  };
}

/** A path of the contract with its id. */
export function pathOf(path: string, id: number): string {
  return path.replace(':id', String(id));
}
