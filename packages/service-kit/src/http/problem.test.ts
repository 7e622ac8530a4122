import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openApp, route } from '../testing/start-app.ts';
import { HttpProblem, parseInput, toProblem, wantsEnglish } from './problem.ts';

it.each([
  [400, 'entity.parse.failed', 'json-invalido'],
  [400, undefined, 'datos-invalidos'],
  [403, undefined, 'prohibido'],
  [404, undefined, 'no-encontrado'],
  [413, 'entity.too.large', 'cuerpo-demasiado-grande'],
  [415, 'charset.unsupported', 'tipo-no-soportado'],
  [416, undefined, 'datos-invalidos'],
])(
  "maps the client's mistake %i (%s) of express or a parser to %s without its text",
  (status, type, slug) => {
    const problem = toProblem(Object.assign(new Error('quotes the body'), { status, type }), 'r1');
    expect(problem).toMatchObject({ slug });
    expect(problem.message).not.toContain('quotes');
  },
);

it.each([undefined, null, 'text', 7, new Error('x'), { status: 500 }, { status: 200 }, { code: 'other' }])(
  'makes a 500 that names the request id of %s',
  (error) => {
    const problem = toProblem(error, 'r1');
    expect([problem.status, problem.message]).toEqual([500, 'Error interno. Informe el identificador r1.']);
  },
);

it('takes a zod error for a fault of our own, not of the client, and leaves a problem as it is', () => {
  const { error } = z.object({ a: z.object({ b: z.string() }) }).safeParse({ a: {} });
  expect(toProblem(error, 'r1').status).toBe(500);
  const problem = new HttpProblem('prohibido', 'No.');
  expect(toProblem(problem, 'r1')).toBe(problem);
});

it('keeps the text of a validation problem short however many fields are bad', () => {
  const parse = () => parseInput(z.array(z.string()), Array(500).fill(1));
  const problem = toProblem(catchError(parse), 'r1');
  expect(problem.errores).toHaveLength(500);
  expect(problem.message.length).toBeLessThanOrEqual(500);
});

function catchError(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('whoever asks in English', () => {
  it.each([
    ['en', true],
    ['en-US,en;q=0.9', true],
    ['en-GB, es;q=0.8', true],
    ['de, en;q=0.5', true],
    ['es-AR,es;q=0.9,en;q=0.8', false],
    ['es, en', false],
    ['en, es', true],
    ['*', false],
    ['', false],
    ['de', false],
    ['en;q=0', false],
    [undefined, false],
  ])('is told by Accept-Language: %s', (sent, english) => {
    expect(wantsEnglish({ headers: { 'accept-language': sent } })).toBe(english);
  });

  it('is answered in English, faults and their words from zod included', async () => {
    const body = z.object({
      correo: z.email(),
      total: z.number('debe ser un número mayor o igual que 0'),
      n: z.int(),
    });
    const app = openApp([route('post', '/x', (_req, res) => res.json({}), { body })]);
    const ask = async (headers: object, text = '{"correo":"x","total":"x"}') => {
      const answer = await app.call('/x', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: text,
      });
      return { answer, body: (await answer.json()) as Record<string, unknown> };
    };
    const { answer, body: said } = await ask({ 'accept-language': 'en-US,en;q=0.9' });
    expect(answer.headers.get('content-language')).toBe('en');
    expect(said).toMatchObject({
      title: 'Invalid data',
      errores: [
        { campo: 'correo', mensaje: 'Invalid email address' },
        { campo: 'total', mensaje: 'must be a number of 0 or more' },
        { campo: 'n', mensaje: 'is required' },
      ],
    });
    expect(said.detail).toBe(
      'Invalid data: correo: Invalid email address; total: must be a number of 0 or more; n: is required',
    );
    expect(said.error).toBe(said.detail);
    const malformed = await ask({ 'accept-language': 'en' }, '{"a":1,}');
    expect(malformed.body).toMatchObject({
      title: 'The body is not valid JSON',
      detail:
        'The body is not valid JSON: there is a comma too many, or something is missing (line 1, column 8).',
    });
    expect((await ask({})).body.title).toBe('Datos inválidos');
    expect(String((await ask({})).body.detail)).toContain('n: es obligatorio');
  });
});
