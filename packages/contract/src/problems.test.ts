import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemSchema } from './problem-schemas.ts';
import { inEnglish, type ProblemSlug, problems, problemType } from './problems.ts';

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

describe('the English of what services say', () => {
  const folders = [
    'packages/contract/src',
    'packages/service-kit/src',
    'apps/store/src',
    'apps/tickets/src/intake',
  ];
  const sources = folders.flatMap((folder) => {
    const root = join(import.meta.dirname, '../../..', folder);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
    return files
      .filter((file) => file.endsWith('.ts') && !file.includes('test') && !file.endsWith('problems.ts'))
      .map((file) => readFileSync(join(root, file), 'utf8'));
  });
  const texts = sources.flatMap((text) =>
    [
      /new HttpProblem\(\s*'[a-z-]+',\s*(?:'([^'\n]+)'|`([^`\n]+)`)/g,
      /(?:malformed|badRequest|unavailable)\((?:'([^'\n]+)'|`([^`\n]+)`)/g,
      /(?:'|: )((?:debe|puede|es|no puede|contradice) [^'`\n]+)'/g,
      /`((?:debe|puede|hay más|los campos|es el mayor|contradice) [^`\n]+)`/g,
    ].flatMap((pattern) => [...text.matchAll(pattern)].map(([, one, other]) => one ?? other ?? '')),
  );
  // What a template fills in.
  const filled = [...new Set(texts)].map((text) => text.replace(/\$\{[^}]+\}/g, '7'));
  // Said to people on pages of ours, which have words of their own.
  const onlyOnPages =
    /aviso_min|cada estado|administra|adivinan|\{token\}|comando|entregado o cancelado|es o en|clave|minutos|segundos|correo|zona, como|0 o m|posterior|mayor que 0$|entero$|uno$|faltar|: true|TV|cuenta|tienda de prueba|10 caracteres|campos estado|alcance|'|^7/;

  it('knows the texts that callers of the interface are told', () => {
    expect(filled.length).toBeGreaterThan(60);
    const unknown = filled.filter((text) => inEnglish(text) === text && !onlyOnPages.test(text));
    expect(unknown).toEqual([]);
  });

  it('keeps what it does not know', () => {
    expect(inEnglish('Algo nuevo.')).toBe('Algo nuevo.');
    expect(inEnglish('El número 7 (siete)… ya existe con otro pedido.')).toContain('7 (siete)…');
  });
});
