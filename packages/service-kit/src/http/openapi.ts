import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { problemMediaType, problemSchema, wordsOf } from '@relevo/contract';
import { z } from 'zod';
import { type Auth, pathsOf, type Route } from './routes.ts';
import { contentSecurityPolicy } from './security-headers.ts';

/** The routes `GET /api/openapi.json` and `GET /docs`: Swagger UI from our own disk, nothing from another host. */
export function docsRoutes(api: { service: string; version: string; routes: Route[] }): Route[] {
  // Made at the first request, so that a start does not pay for it.
  let openapi: string | undefined;
  const html = page(api.service);
  const policy = contentSecurityPolicy({ 'style-src': ["'self'", "'unsafe-inline'"] });
  return [
    documented('/api/openapi.json', 'Descripción OpenAPI 3.1', (_req, res) => {
      openapi ??= JSON.stringify(describeApi(api));
      res.type('application/json').send(openapi);
    }),
    documented('/docs', 'Página para recorrer la API', (_req, res) => {
      // Swagger UI writes style elements while it runs; scripts stay limited to files.
      res.set('Content-Security-Policy', policy).type('html').send(html);
    }),
    documented('/docs/start.js', 'Arranque de la página', (_req, res) => {
      res.type('text/javascript').send(startScript);
    }),
    ...['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'].map((file) =>
      documented(`/docs/${file}`, 'Archivo de la página', (_req, res) =>
        res.sendFile(join(distFolder(), file)),
      ),
    ),
  ];
}

function documented(path: string, summary: string, handler: Route['handler']): Route {
  return { method: 'get', path, handler, doc: { summary, responses: { 200: { description: summary } } } };
}

function distFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}

// Without `validatorUrl: null` the page would send the document's address to a validator on another host.
const startScript = `SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
});
`;

function page(service: string): string {
  return `<!doctype html>
<html lang="es">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>API de ${service}</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
}

/** Describes these routes as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), from the schemas that validate. */
export function describeApi(api: { service: string; version: string; routes: Route[] }): JsonSchema {
  const registry = createSchemaRegistry();
  registry.define('Problema', problemSchema);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of api.routes) {
    for (const path of pathsOf(route)) {
      const template = path.replace(/:(\w+)/g, '{$1}');
      paths[template] = { ...paths[template], [route.method]: describeOperation(route, path, registry) };
    }
  }
  const forPeople = api.routes.some(({ auth }) => auth?.people);
  return {
    openapi: '3.1.1',
    info: {
      ...{ title: api.service, version: api.version, description: about },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'Este servicio' }],
    paths,
    components: {
      schemas: registry.components,
      securitySchemes: {
        clave: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        ...(forPeople && { sesion: { type: 'apiKey', in: 'cookie', name: 'relevo' } }),
      },
    },
  };
}

const about = `**Errores.** Toda respuesta 4xx y 5xx es \`application/problem+json\` (RFC 9457): \`type\` no cambia y es lo que mira un
programa; \`detail\` lo lee una persona (en inglés con \`Accept-Language: en\`); \`errores\` nombra cada campo; \`instance\` es el
\`X-Request-Id\` para buscar en el registro.

**Reintentos.** Sin respuesta, con 408, 425, 429 o 5xx: mandar lo mismo otra vez, esperando lo que diga \`Retry-After\`. Un pedido
repetido, con el mismo \`numero\` o la misma \`Idempotency-Key\`, responde 200 con \`idempotent: true\` y no se duplica; con otro
contenido, 409. Un 400, 403 o 422 no cambia por insistir.

**Avisos.** \`avisos\` en una respuesta nombra lo que se aceptó y quizás no es lo que se quiso mandar.`;

function describeOperation(route: Route, path: string, registry: SchemaRegistry): JsonSchema {
  const { summary, description, query, headers = {} } = route.doc;
  const body = route.doc.request ?? (route.body === true ? undefined : route.body);
  return {
    operationId: operationId(route.method, path),
    summary,
    ...(description && { description }),
    parameters: [
      ...pathParameters(path, registry),
      ...(query ? parameters('query', query, registry) : []),
      ...Object.entries(headers).map(([name, { description, example }]) => ({
        ...{ name, in: 'header', required: false, description, example },
        schema: { type: 'string' },
      })),
    ],
    ...(route.body && { requestBody: { required: true, content: json(body, registry) } }),
    responses: describeResponses(route, registry),
    security: route.auth ? securityOf(route.auth) : [],
  };
}

// OpenAPI 3.1 §4.8.30: for a scheme that is not OAuth the list holds what the caller must be allowed.
function securityOf({ scope, people }: Auth): JsonSchema[] {
  const byKey = scope ? [{ clave: [scope] }] : [];
  return people ? [...byKey, { sesion: [] }] : byKey.length > 0 ? byKey : [{ clave: [] }];
}

// Adds what the kit itself may answer, so that no route has to repeat it.
function describeResponses(route: Route, registry: SchemaRegistry): JsonSchema {
  const problem = { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problema' } } };
  const byKit: Array<[number, string]> = [[503, 'No disponible por ahora']];
  if (route.auth) byKit.push([401, 'Sin autorización'], [429, 'Demasiadas solicitudes']);
  if (route.auth?.scope) byKit.push([403, `La clave no tiene el alcance "${route.auth.scope}"`]);
  if (route.body || route.doc.query) byKit.push([400, 'Datos inválidos']);
  if (route.body) byKit.push([413, 'Cuerpo demasiado grande'], [415, 'No es JSON']);
  const responses: JsonSchema = {};
  for (const [status, text] of byKit) responses[status] = { description: text, content: problem };
  for (const [status, { description, schema }] of Object.entries(route.doc.responses)) {
    const content = schema ? json(schema, registry) : Number(status) >= 400 ? problem : undefined;
    responses[status] = { description, ...(content && { content }) };
  }
  return responses;
}

function json(schema: z.ZodType | undefined, registry: SchemaRegistry): JsonSchema {
  return { 'application/json': { schema: schema ? registry.describe(schema) : {} } };
}

function pathParameters(path: string, registry: SchemaRegistry): JsonSchema[] {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => [String(name), z.string()] as const);
  return parameters('path', z.object(Object.fromEntries(names)), registry);
}

function parameters(place: 'path' | 'query', schema: z.ZodType, registry: SchemaRegistry): JsonSchema[] {
  const { properties = {}, required = [] } = registry.describe(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, examples, ...own }]) => ({
    ...{ name, in: place, required: required.includes(name), description },
    ...(Array.isArray(examples) && { example: place === 'path' ? String(examples[0]) : examples[0] }),
    schema: own,
  }));
}

function operationId(method: string, path: string): string {
  return `${method}${path.replace(/[^a-zA-Z0-9]+/g, '_')}`.replace(/_+$/, '');
}

type JsonSchema = Record<string, unknown>;

/** The schemas of one OpenAPI document. Those with a `.meta({ id })` become shared components. */
type SchemaRegistry = {
  components: Record<string, JsonSchema>;
  /** Returns the JSON Schema of what a client sends, with references into `components`. */
  describe(schema: z.ZodType): JsonSchema;
  /** Adds a component under this name. */
  define(name: string, schema: z.ZodType): void;
};

/** Makes an empty registry. */
function createSchemaRegistry(): SchemaRegistry {
  const components: Record<string, JsonSchema> = {};
  let described = 0;

  function describe(schema: z.ZodType): JsonSchema {
    described += 1;
    const made = z.toJSONSchema(schema, {
      ...{ io: 'input', unrepresentable: 'any' },
      // zod leaves out the `examples` of what is transformed, which are those of the result.
      override: ({ jsonSchema }) => {
        if (!('example' in jsonSchema)) return;
        jsonSchema.examples = [jsonSchema.example];
        delete jsonSchema.example;
      },
    });
    // zod numbers nameless recursive schemas from 0 in each document, so two routes would share a name.
    const text = JSON.stringify(made)
      .replaceAll('"#/$defs/', '"#/components/schemas/')
      .replaceAll('__schema', `schema${described}_`);
    const { $schema: _, $defs = {}, ...root } = JSON.parse(text);
    for (const part of [root, ...Object.values<JsonSchema>($defs)]) addWords(part, '');
    Object.assign(components, $defs);
    return root;
  }

  return {
    components,
    describe,
    define(name, schema) {
      components[name] = describe(schema);
    },
  };
}

/** Gives each field that has no words of its own those of its name, and an example made of its parts' where it has parts. */
function addWords(schema: JsonSchema, parent: string): void {
  const { properties = {}, items, anyOf = [], oneOf = [] } = schema as Parts;
  for (const part of [items, ...anyOf, ...oneOf]) if (part) addWords(part, parent);
  for (const [name, field] of Object.entries(properties)) {
    addWords(field, name);
    const { anyOf: options = [] } = field as Parts;
    // What may be null as well says of itself what it is.
    field.description ??= options.find((option) => option.description)?.description;
    const { description, example } = wordsOf(name, parent);
    const described = field.description !== undefined;
    field.description ??= description;
    field.examples ??= examplesOf(field, described ? (sampleOf(field) ?? example) : example);
  }
}

type Parts = {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  const?: unknown;
  enum?: unknown[];
};

function examplesOf(field: JsonSchema, example: unknown): unknown[] | undefined {
  const { const: only, enum: choices } = field as Parts;
  const fits = example !== undefined && (choices === undefined || choices.includes(example));
  const found = only === undefined && fits ? example : sampleOf(field);
  return found === undefined ? undefined : [found];
}

function sampleOf(schema: JsonSchema): unknown {
  const { properties, items, anyOf, oneOf, const: only, enum: choices } = schema as Parts;
  const [first] = (schema.examples as unknown[] | undefined) ?? [only ?? choices?.[0]];
  if (first !== undefined) return first;
  const [option] = anyOf ?? oneOf ?? [];
  if (option) return sampleOf(option);
  if (items) return [sampleOf(items)].filter((item) => item !== undefined);
  if (!properties) return undefined;
  const fields = Object.entries(properties).map(([name, field]) => [name, sampleOf(field)]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
