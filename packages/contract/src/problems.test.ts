import { describe, expect, it } from 'vitest';
import { problemSchema } from './problem-schemas.ts';
import { type ProblemSlug, problems, problemType } from './problems.ts';

const slugs = Object.keys(problems) as ProblemSlug[];

describe('problems', () => {
  it.each(slugs)('%s has a stable type, an error status and a title', (slug) => {
    expect(problemType(slug)).toBe(`/problemas/${slug}`);
    expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(problems[slug].status).toBeGreaterThanOrEqual(400);
    expect(problems[slug].status).toBeLessThan(600);
    expect(problems[slug].title).not.toBe('');
  });

  it('covers every refusal that the contract names', () => {
    const named = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503];
    expect([...new Set(slugs.map((slug) => problems[slug].status))].sort()).toEqual(named);
  });
});

describe('problemSchema', () => {
  const whole = {
    ...{ type: '/problemas/datos-invalidos', title: 'Datos inválidos', status: 400 },
    ...{ detail: 'Falta el total', instance: 'r-1', error: 'Falta el total' },
    errores: [{ campo: 'total', mensaje: 'es obligatorio' }],
    ticket_id: 7,
  };

  it('keeps members of its own, as RFC 9457 allows', () => {
    expect(problemSchema.parse(whole)).toEqual(whole);
  });

  it.each(['type', 'title', 'status', 'detail', 'instance', 'error'])('needs %s', (member) => {
    expect(problemSchema.safeParse({ ...whole, [member]: undefined }).success).toBe(false);
  });

  it('may do without errores, but not with half of one', () => {
    expect(problemSchema.safeParse({ ...whole, errores: undefined }).success).toBe(true);
    expect(problemSchema.safeParse({ ...whole, errores: [{ campo: 'total' }] }).success).toBe(false);
  });
});
