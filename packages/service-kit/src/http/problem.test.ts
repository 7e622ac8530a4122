import { expect, it } from 'vitest';
import { z } from 'zod';
import { HttpProblem, parseInput, toProblem } from './problem.ts';

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
