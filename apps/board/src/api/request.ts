import type { FieldError } from '@relevo/contract';
import { abortAfter } from '../device/clock.ts';
import { language } from '../i18n/language.ts';
import { type Problem, problemWords } from './problem.ts';

/** What came back. `status` and `type` null: no answer, or none from the service. People read its `problemText`. */
export type Reply<T> = { ok: true; value: T } | Failure;
export type Failure = Problem & {
  ok: false;
  status: number | null;
  errores: FieldError[];
  retryAfterS: number | null;
  /** In which a proxy makes this page a stranger to the service: it passes on another name, or another port. */
  otherHost?: OtherHost;
};
export type OtherHost = 'nombre' | 'puerto';

const timeoutMs = 10_000;

/** One request to the ticket service with the session's cookie. Never rejects. */
export async function requestJson<T>(
  path: string,
  { method = 'GET', body }: { method?: string; body?: unknown } = {},
): Promise<Reply<T>> {
  try {
    const response = await fetch(path, {
      method,
      // The language of the page, which may be another than the browser's.
      headers: {
        'Accept-Language': language.value,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: abortAfter(timeoutMs),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (response.ok) return { ok: true, value: answer as T };
    return failed(response, answer);
  } catch {
    const { noAnswer: detail } = problemWords();
    return { ok: false, status: null, type: null, detail, errores: [], retryAfterS: null };
  }
}

type ProblemBody = { type?: string; detail?: string; errores?: FieldError[]; motivo?: OtherHost } | null;

function failed({ status, headers }: Response, problem: ProblemBody): Failure {
  const retryAfterS = Number.parseInt(headers.get('Retry-After') ?? '', 10);
  return {
    ok: false,
    status,
    type: problem?.type ?? null,
    detail: problem?.detail ?? problemWords().noAnswer,
    errores: problem?.errores ?? [],
    retryAfterS: Number.isFinite(retryAfterS) ? retryAfterS : null,
    ...(status === 403 && { otherHost: problem?.motivo }),
  };
}

/** A path of the contract with its id. */
export function pathOf(path: string, id: number): string {
  return path.replace(':id', String(id));
}
