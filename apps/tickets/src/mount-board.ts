import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import sirv from 'sirv';

const folder = fileURLToPath(new URL('../../board/dist/', import.meta.url));

/** Addresses that the page itself tells apart. */
const pages = ['/', '/entrar', '/tv', '/cerrados', '/hoy', '/conexion', '/personas'];

/**
 * Serves the operators' page, compressed as the build left it (`precompress.ts`). Its parts have a hash in their names
 * and never change; the page itself is asked for anew.
 */
export function mountBoard(app: Express): void {
  const files = sirv(folder, {
    // Looks into the folder each time, so that a page that was built anew is there without a restart.
    dev: true,
    ...{ extensions: [], brotli: true, gzip: true, etag: true },
    setHeaders: (response, path) =>
      response.setHeader(
        'Cache-Control',
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  app.use(files);
  app.get(pages, (request, response, next) => {
    request.url = '/index.html';
    files(request, response, next);
  });
}
