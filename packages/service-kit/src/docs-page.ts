import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describeApi } from './openapi.ts';
import type { Route } from './route.ts';
import { contentSecurityPolicy } from './security-headers.ts';

/** `GET /api/openapi.json` and `GET /docs`: Swagger UI from our own disk, nothing from another host. */
export function docsRoutes(api: { service: string; version: string; routes: Route[] }): Route[] {
  // Made at the first request: a service that nobody browses does not pay for it at its start.
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
