import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Api, nameOf, type Operation, type Schema } from './operations.ts';
import { fromSchema, nastyHeader, nastyJson, nastyName, nastySegment } from './values.ts';

/** Whose credentials go with a request. */
type Credentials = 'key' | 'session' | 'wrong' | 'none';

export type HostileRequest = {
  /** The endpoint that it is for, as `operationName` has it; undefined when its method is another one. */
  operation?: string;
  method: string;
  target: string;
  headers: Record<string, string>;
  body?: Body;
  credentials: Credentials;
};

/** Requests for every endpoint of a service, in equal shares. */
export function requestsFor({ operations, resolve }: Api): fc.Arbitrary<HostileRequest> {
  return fc.oneof(...operations.map((operation) => requestFor(operation, resolve)));
}

function requestFor(operation: Operation, resolve: Api['resolve']): fc.Arbitrary<HostileRequest> {
  const { method, body } = operation;
  const request = fc.record({
    method: fc.oneof(
      { weight: 30, arbitrary: fc.constant(method) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'),
      },
    ),
    target: targetOf(operation, resolve),
    headers: headersBeside(),
    body: body ? bodiesFor(body, resolve) : fc.constant(undefined),
    credentials: fc.oneof(
      { weight: 10, arbitrary: fc.constant<Credentials>('key') },
      { weight: 10, arbitrary: fc.constant<Credentials>('session') },
      { weight: 1, arbitrary: fc.constantFrom<Credentials>('wrong', 'none') },
    ),
  });
  // What another method does with the body is another matter.
  return request.map((one) =>
    one.method === method ? { ...one, operation: nameOf(operation) } : { ...one, body: undefined },
  );
}

function targetOf({ path, query }: Operation, resolve: Api['resolve']): fc.Arbitrary<string> {
  const known = fc.oneof(
    fc.integer({ min: 1, max: 60 }).map(String),
    fc.integer({ min: 1, max: 60 }).map((n) => `A-${n}`),
  );
  const segment = fc.oneof(known, nastySegment);
  const parts = fc.tuple(
    ...path.split('/').map((part) => (part.startsWith('{') ? segment : fc.constant(part))),
  );
  const parameter = (one: Operation['query'][number]) =>
    fc
      .oneof(
        fromSchema(one.schema, resolve).map((value) => encodeURIComponent(String(value).toWellFormed())),
        nastySegment,
      )
      .map((value) => `${one.name}=${value}`);
  const others = fc.constantFrom(
    '__proto__=1',
    'a[b]=c',
    'a[]=1&a[]=2',
    '%=%',
    '%ff=1',
    '&&&',
    'limite=1&limite=2',
    'cursor[x]=1',
  );
  const search = fc
    .tuple(fc.subarray(query), fc.option(others, { freq: 5 }))
    .chain(([chosen, other]) =>
      fc.tuple(...chosen.map(parameter)).map((some) => [...some, ...(other ? [other] : [])].join('&')),
    );
  const slashes = fc.constantFrom('', '', '', '/', '//');
  return fc
    .tuple(parts, search, slashes)
    .map(([some, text, slash]) => slash + some.join('/').replaceAll(' ', '%20') + (text && `?${text}`));
}

function headersBeside(): fc.Arbitrary<Record<string, string>> {
  const names = [
    'Idempotency-Key',
    'X-Request-Id',
    'traceparent',
    'Accept',
    'Origin',
    'Sec-Fetch-Site',
    'Range',
    'If-None-Match',
    'X-Forwarded-For',
    'Accept-Encoding',
    'Accept-Language',
    'X-HTTP-Method-Override',
  ];
  const few = fc.dictionary(fc.constantFrom(...names), nastyHeader, { maxKeys: 2 });
  return fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: few });
}

/** Bytes to send with their headers; `mustName` are the fields that a refusal has to name. */
type Body = { bytes: Buffer; headers: Record<string, string>; mustName?: string[] };

const json = { 'Content-Type': 'application/json' };
const ofText = (text: string): Body => ({ bytes: Buffer.from(text), headers: json });

/** Bodies for an endpoint: good ones, good ones with something wrong in them, and things that are no JSON. */
function bodiesFor(schema: Schema, resolve: Api['resolve']): fc.Arbitrary<Body> {
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
