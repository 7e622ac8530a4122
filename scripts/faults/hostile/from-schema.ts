import fc from 'fast-check';
import type { Schema } from './operations.ts';

/** Values that this schema takes, or nearly: what a client means well. Deep schemas are cut short. */
export function fromSchema(
  schema: Schema,
  resolve: (schema: Schema) => Schema,
  depth = 0,
): fc.Arbitrary<unknown> {
  const own = resolve(schema);
  const inner = (next: Schema) => fromSchema(next, resolve, depth + 1);
  if (depth > 5) return fc.constant(null);
  if (own.const !== undefined) return fc.constant(own.const);
  if (own.enum) return fc.constantFrom(...own.enum);
  const choices = own.anyOf ?? own.oneOf;
  if (choices) return fc.oneof(...choices.map(inner));
  if (own.allOf?.[0]) return inner(own.allOf[0]);
  switch ([own.type].flat()[0]) {
    case 'object': {
      const fields = Object.entries(own.properties ?? {}).map(
        ([name, field]) => [name, inner(field)] as const,
      );
      return fc.record(Object.fromEntries(fields), { requiredKeys: own.required ?? [] });
    }
    case 'array':
      return fc.array(inner(own.items ?? {}), {
        minLength: own.minItems ?? 0,
        maxLength: Math.max(own.minItems ?? 0, 4),
      });
    case 'integer':
      return fc.integer({ min: Math.max(own.minimum ?? 0, (own.exclusiveMinimum ?? -1) + 1), max: 50 });
    case 'number':
      return fc.integer({ min: 1, max: 100_000 }).map((centavos) => centavos / 100);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return text(own);
    default:
      return fc.oneof(fc.string({ maxLength: 20 }), fc.integer(), fc.constant(null));
  }
}

function text({ format, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'email') return fc.emailAddress();
  if (format === 'date-time') return fc.constantFrom('2026-01-31T00:00:00Z', '2026-05-01T12:30:00-03:00');
  const words = fc.string({
    unit: fc.constantFrom(...'abcñÁ 12-'),
    minLength,
    maxLength: Math.min(maxLength, 40),
  });
  return fc.oneof(
    words,
    fc.integer({ min: 1, max: 60 }).map((n) => `A-${n}`),
  );
}
