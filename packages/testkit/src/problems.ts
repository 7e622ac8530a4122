import { type ProblemSlug, problems, problemType } from '@relevo/contract';
import { expect } from 'vitest';
import type { Answer } from './http.ts';

/** Holds an answer against the contract of a problem (RFC 9457); `campos` are the bad fields it must name. */
export function expectProblem({ status, headers, body }: Answer, slug: ProblemSlug, campos?: string[]): void {
  expect(body).toMatchObject({ type: problemType(slug), ...problems[slug] });
  expect(status).toBe(problems[slug].status);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body.instance).toBe(headers.get('x-request-id'));
  expect(body.error).toBe(body.detail);
  if (campos) expect(body.errores?.map((fault: { campo: string }) => fault.campo)).toEqual(campos);
}
