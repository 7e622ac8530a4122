import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { fromSchema } from './from-schema.ts';
import { nastyJson, nastyName } from './nasty.ts';
import type { Api, Schema } from './operations.ts';

/** Bytes to send with their headers; `mustName` are the fields that a refusal has to name. */
export type Body = { bytes: Buffer; headers: Record<string, string>; mustName?: string[] };

const json = { 'Content-Type': 'application/json' };
const ofText = (text: string): Body => ({ bytes: Buffer.from(text), headers: json });

/** Bodies for an endpoint: good ones, good ones with something wrong in them, and things that are no JSON. */
export function bodiesFor(schema: Schema, resolve: Api['resolve']): fc.Arbitrary<Body> {
  const good = fromSchema(schema, resolve);
  const text = good.map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 2, arbitrary: text.map(ofText) },
    { weight: 6, arbitrary: withNastyFields(good) },
    { weight: 4, arbitrary: withWrongTypes(schema, resolve, good) },
    {
      weight: 2,
      arbitrary: fc.tuple(text, nastyJson).map(([first, twice]) => ofText(repeatKeys(first, twice))),
    },
    { weight: 2, arbitrary: nastyJson.map(ofText) },
    { weight: 2, arbitrary: text.chain(spoilText) },
    { weight: 2, arbitrary: text.chain(spoilHeaders) },
  );
}

// The fields are put in as text: JSON.stringify could write neither 1e400 nor half a surrogate pair.
function withNastyFields(good: fc.Arbitrary<unknown>): fc.Arbitrary<Body> {
  const changes = fc.array(fc.tuple(fc.option(nastyName), fc.nat(), nastyJson), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.tuple(good, changes).map(([value, nasty]) => {
    if (typeof value !== 'object' || value === null) return ofText(JSON.stringify(value));
    const fields = Object.entries(value).map(
      ([name, field]) => [name, JSON.stringify(field)] as [string, string],
    );
    for (const [name, at, raw] of nasty) {
      const field = fields[at % Math.max(1, fields.length)];
      if (name === null && field) field[1] = raw;
      else fields.push([name ?? 'x', raw]);
    }
    return ofText(`{${fields.map(([name, raw]) => `${JSON.stringify(name)}:${raw}`).join(',')}}`);
  });
}

/** One or two fields get a value that no schema of a plain field takes; the refusal has to name each of them. */
function withWrongTypes(
  schema: Schema,
  resolve: Api['resolve'],
  good: fc.Arbitrary<unknown>,
): fc.Arbitrary<Body> {
  const names = Object.keys(resolve(schema).properties ?? {});
  if (names.length === 0) return good.map((value) => ofText(JSON.stringify(value)));
  return fc
    .tuple(good, fc.subarray(names, { minLength: 1, maxLength: Math.min(2, names.length) }))
    .map(([value, mustName]) => {
      const wrong = Object.fromEntries(mustName.map((name) => [name, { mal: [1] }]));
      return { ...ofText(JSON.stringify({ ...(value as object), ...wrong })), mustName };
    });
}

function repeatKeys(text: string, raw: string): string {
  const [, name] = /^\{("[^"]*"):/.exec(text) ?? [];
  return name ? `{${name}:${raw},${text.slice(1)}` : text;
}

function spoilText(text: string): fc.Arbitrary<Body> {
  return fc.oneof(
    fc.nat({ max: text.length }).map((at) => ofText(text.slice(0, at))),
    fc
      .uint8Array({ minLength: 1, maxLength: 40 })
      .map((noise) => ({ bytes: Buffer.from(noise), headers: json })),
    fc.constantFrom(
      ...[text + text, `${text},`, `\ufeff${text}`, text.replaceAll('"', "'"), `/* */${text}`, ''].map(
        ofText,
      ),
      ofText('['.repeat(100_000)),
      ofText(`{"a":"${'x'.repeat(300 * 1_024)}"}`),
      { bytes: Buffer.from(text, 'utf16le'), headers: json },
      { bytes: Buffer.concat([Buffer.from(text), Buffer.from([0xc3, 0x28])]), headers: json },
      { bytes: Buffer.from(text.replace('"', '"\u00e9'), 'latin1'), headers: json },
    ),
  );
}

function spoilHeaders(text: string): fc.Arbitrary<Body> {
  const bytes = Buffer.from(text);
  const typed = fc
    .constantFrom(
      'text/plain',
      'multipart/form-data',
      'application/json; charset=latin1',
      'application/jsonx',
      '',
      ';',
      'application/x-www-form-urlencoded',
      'application/problem+json',
      'APPLICATION/JSON; charset="utf-8"',
    )
    .map((type): Body => ({ bytes, headers: { 'Content-Type': type } }));
  const encoded = fc.constantFrom<Body>(
    { bytes: gzipSync(bytes), headers: { ...json, 'Content-Encoding': 'gzip' } },
    { bytes: brotliCompressSync(bytes), headers: { ...json, 'Content-Encoding': 'br' } },
    { bytes, headers: { ...json, 'Content-Encoding': 'gzip' } },
    { bytes, headers: { ...json, 'Content-Encoding': 'zstd' } },
    { bytes: bomb, headers: { ...json, 'Content-Encoding': 'gzip' } },
  );
  return fc.oneof(typed, encoded);
}

/** 20 MB that arrive as 20 KB. */
const bomb = gzipSync(Buffer.alloc(20_000_000, ' '));
