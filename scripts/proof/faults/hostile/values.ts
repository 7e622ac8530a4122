import fc from 'fast-check';
import type { Schema } from './operations.ts';

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const deepObject = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** JSON texts of values that somebody might not have thought of. */
export const nastyJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      'null',
      'true',
      '0',
      '-0',
      '-1',
      '1.5',
      '1e400',
      '-1e400',
      '1e-400',
      '9007199254740993',
      '1e21',
      '0.1e1',
    ],
    ...[
      '""',
      '" "',
      '"\\u0000"',
      '"a\\u0000b"',
      '"\\ud800"',
      '"\\udc00\\ud800"',
      '"\\uffff"',
      '"\\u202e\\u2066"',
    ],
    ...[
      '"NaN"',
      '"Infinity"',
      '"1e3"',
      '"0x10"',
      '"-5"',
      '"１２"',
      '"null"',
      '"undefined"',
      '"[object Object]"',
    ],
    ...[
      '"\'; DROP TABLE tickets;--"',
      '"<script>alert(1)</script>"',
      '"../../etc/passwd"',
      '"{{7*7}}"',
      '"%00"',
    ],
    ...[
      '"2026-13-45T99:99:99Z"',
      '"0000-00-00"',
      '"+275760-09-13T00:00:00.001Z"',
      '"e\\u0301\\u0301\\u0301"',
    ],
    ...[
      '[]',
      '{}',
      '[null]',
      '[[]]',
      '{"length":1}',
      '{"toString":1}',
      '{"toJSON":1}',
      '{"then":1}',
      '{"":1}',
    ],
    ...['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"x":1}}}', '[{"__proto__":null}]'],
    ...[deep(10), deep(60), deep(500), deepObject(17), deepObject(60), deepObject(3_000)],
    ...[
      `"${'x'.repeat(2_001)}"`,
      `"${'😀'.repeat(1_100)}"`,
      `[${'1,'.repeat(5_000)}1]`,
      `"${'\\n'.repeat(300)}"`,
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => JSON.stringify(text)),
  fc.string({ unit: 'grapheme-composite', maxLength: 60 }).map((text) => JSON.stringify(text)),
  fc.double().map((number) => JSON.stringify(number)),
  fc.maxSafeInteger().map(String),
  fc.json({ maxDepth: 4 }),
);

/** Names of fields that mean something to JavaScript, to SQL or to nobody. */
export const nastyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    '0',
    'a\u0000b',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constant('x'.repeat(3_000)),
);

/** Parts of an address, percent-encoded as they are to go out. */
export const nastySegment: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      '0',
      '-1',
      '1.5',
      '1e3',
      '01',
      '99999999999999999999',
      '9007199254740993',
      'NaN',
      'null',
      '%00',
      '%',
      '%ff',
    ],
    ...[
      '%c0%ae%c0%ae',
      '..%2f..%2fetc%2fpasswd',
      '%2e%2e',
      '.',
      '..',
      '%20',
      '%0d%0aX: 1',
      '💩',
      '%F0%9F%92%A9',
    ],
    ...[
      '__proto__',
      'constructor',
      "1'--",
      '1;DROP',
      '%25%30%30',
      'x'.repeat(3_000),
      '[object%20Object]',
      '{id}',
    ],
  ),
  fc.webSegment(),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed())),
);

/** Values of headers; only bytes that HTTP lets through, the others are sent as raw bytes elsewhere. */
export const nastyHeader: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    ',',
    ';',
    '"',
    '\\',
    'é',
    '\u00ff',
    'a'.repeat(4_000),
    'x,'.repeat(500),
    '*/*;q=x',
    '00-0-0-0',
  ),
  fc.string({ maxLength: 80 }),
);

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
