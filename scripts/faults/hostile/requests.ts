import fc from 'fast-check';
import { type Body, bodiesFor } from './bodies.ts';
import { fromSchema } from './from-schema.ts';
import { nastyHeader, nastySegment } from './nasty.ts';
import { type Api, nameOf, type Operation } from './operations.ts';

/** Whose credentials go with a request. */
export type Credentials = 'key' | 'session' | 'wrong' | 'none';

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
