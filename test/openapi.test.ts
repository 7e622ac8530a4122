import { createConfig, lintFromString } from '@redocly/openapi-core';
import { storeApp, ticketsApp } from '@relevo/testkit/services';
import { afterAll, describe, expect, it } from 'vitest';

const tickets = await ticketsApp();
const store = await storeApp({ env: { TICKETS_URL: 'http://127.0.0.1:1', DEMO: '1' } });
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await tickets[Symbol.asyncDispose]();
});

type Json = Record<string, unknown>;
type Field = { at: string; description?: unknown; example?: unknown; examples?: unknown[] };

/** Every field of every schema, and every parameter, with where it stands. */
function fieldsOf(node: unknown, at = ''): Field[] {
  if (typeof node !== 'object' || node === null) return [];
  const { properties = {}, parameters = [], examples: _, example: _one, ...rest } = node as Json;
  const own = [
    ...Object.entries(properties as Json),
    ...(parameters as Json[]).map((one) => [one.name, one]),
  ];
  return [
    ...own.flatMap(([name, field]) => [
      { ...(field as Field), at: `${at}/${name}` },
      ...fieldsOf(field, `${at}/${name}`),
    ]),
    ...Object.entries(rest).flatMap(([key, part]) => fieldsOf(part, `${at}/${key}`)),
  ];
}

const linter = await createConfig({
  extends: ['recommended'],
  rules: {
    // The probes and `GET /test` take nothing from a caller, so that no request to them is wrong.
    'operation-4xx-response': 'off',
    // Recommended only as a warning or not at all, and what a reader of `/docs` copies must be right.
    'no-invalid-schema-examples': 'error',
    'no-invalid-media-type-examples': 'error',
    'no-invalid-parameter-examples': 'error',
    'operation-summary': 'error',
    'operation-operationId-unique': 'error',
  },
});

describe.each([
  { name: 'the ticket service', service: tickets },
  { name: 'the store', service: store },
])('the OpenAPI document of $name', async ({ service }) => {
  const { body: document } = await service.get('/api/openapi.json');

  it('passes a linter without an error or a warning', async () => {
    const source = JSON.stringify(document, null, 2);
    const faults = await lintFromString({ source, absoluteRef: '/openapi.json', config: linter });
    expect(faults.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
      [],
    );
  });

  it('has a description and an example of every field and every parameter', () => {
    const fields = fieldsOf(document);
    const silent = fields.filter(
      ({ description, example, examples }) =>
        !description || (example === undefined && examples?.[0] === undefined),
    );
    expect(silent.map(({ at }) => at)).toEqual([]);
    expect(fields.length).toBeGreaterThan(150);
  });
});
