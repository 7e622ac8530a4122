import { get } from '@relevo/testkit/http';

/** JSON Schema as the services' OpenAPI documents have it. */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  format?: string;
};

/** One endpoint as its OpenAPI document describes it. */
export type Operation = {
  method: string;
  /** With `{parameter}`s. */
  path: string;
  query: { name: string; schema: Schema }[];
  body?: Schema;
};

export type Api = { operations: Operation[]; resolve: (schema: Schema) => Schema };

/** Every endpoint of a running service, and what its references stand for. */
export async function readApi(url: string): Promise<Api> {
  const { body: document } = await get(`${url}/api/openapi.json`);
  const operations: Operation[] = [];
  for (const [path, methods] of Object.entries<Record<string, Described>>(document.paths))
    for (const [method, { parameters = [], requestBody }] of Object.entries(methods)) {
      const query = parameters.filter((one) => one.in === 'query');
      operations.push({
        method: method.toUpperCase(),
        path,
        query,
        body: requestBody?.content['application/json'].schema,
      });
    }
  // Beside the routes, the document itself, its page, and what is served as files.
  for (const path of ['/api/openapi.json', '/docs', '/', '/{file}', '/assets/{file}'])
    operations.push({ method: 'GET', path, query: [] });
  const resolve = (schema: Schema): Schema =>
    schema.$ref ? resolve(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;
  return { operations, resolve };
}

type Described = {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
};

/** `POST /api/tickets/{id}`. */
export function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/** The endpoints that no request was for. */
export function unasked(
  operations: readonly Operation[],
  byOperation: ReadonlyMap<string, number>,
): string[] {
  return operations.map(nameOf).filter((name) => !byOperation.has(name));
}

/** The paths of the contract that no operation serves. */
export function forgottenPaths(operations: readonly Operation[], contract: Iterable<string>): string[] {
  const served = new Set(operations.map(({ path }) => path));
  return [...contract].filter(
    (path) => path !== '/socket.io' && !served.has(path.replace(/:(\w+)/g, '{$1}')),
  );
}
