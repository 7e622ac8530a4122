import { problemMediaType, problemSchema } from '@relevo/contract';
import type { z } from 'zod';
import { createSchemaBook, type JsonSchema, type SchemaBook } from './openapi-schemas.ts';
import { pathsOf, type Route } from './route.ts';

/** An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1) of these routes, from the schemas that validate. */
export function describeApi(api: { service: string; version: string; routes: Route[] }): JsonSchema {
  const book = createSchemaBook();
  book.define('Problema', problemSchema);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of api.routes) {
    for (const path of pathsOf(route)) {
      const template = path.replace(/:(\w+)/g, '{$1}');
      paths[template] = { ...paths[template], [route.method]: describeOperation(route, path, book) };
    }
  }
  return {
    openapi: '3.1.1',
    info: { title: api.service, version: api.version },
    paths,
    components: {
      schemas: book.components,
      securitySchemes: { clave: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
    },
  };
}

function describeOperation(route: Route, path: string, book: SchemaBook): JsonSchema {
  const { summary, description, query } = route.doc;
  const body = route.doc.request ?? (route.body === true ? undefined : route.body);
  return {
    operationId: operationId(route.method, path),
    summary,
    ...(description && { description }),
    parameters: [...pathParameters(path), ...(query ? queryParameters(query, book) : [])],
    ...(route.body && { requestBody: { required: true, content: json(body, book) } }),
    responses: describeResponses(route, book),
    ...(route.auth && { security: [{ clave: [] }] }),
  };
}

// What the kit itself may answer is added, so that no route needs to repeat it.
function describeResponses(route: Route, book: SchemaBook): JsonSchema {
  const problem = { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problema' } } };
  const byKit: Array<[number, string]> = [[503, 'No disponible por ahora']];
  if (route.auth) byKit.push([401, 'Sin autorización'], [429, 'Demasiadas solicitudes']);
  if (route.body) byKit.push([400, 'Datos inválidos'], [413, 'Cuerpo demasiado grande'], [415, 'No es JSON']);
  const responses: JsonSchema = {};
  for (const [status, text] of byKit) responses[status] = { description: text, content: problem };
  for (const [status, { description, schema }] of Object.entries(route.doc.responses)) {
    const content = schema ? json(schema, book) : Number(status) >= 400 ? problem : undefined;
    responses[status] = { description, ...(content && { content }) };
  }
  return responses;
}

function json(schema: z.ZodType | undefined, book: SchemaBook): JsonSchema {
  return { 'application/json': { schema: schema ? book.describe(schema) : {} } };
}

function pathParameters(path: string): JsonSchema[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType, book: SchemaBook): JsonSchema[] {
  const { properties = {}, required = [] } = book.describe(query) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function operationId(method: string, path: string): string {
  return `${method}${path.replace(/[^a-zA-Z0-9]+/g, '_')}`.replace(/_+$/, '');
}
