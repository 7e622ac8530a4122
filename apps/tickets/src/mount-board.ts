import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';

const page = fileURLToPath(new URL('../../board/dist/', import.meta.url));

/** Addresses that the page itself tells apart. */
const pages = ['/', '/entrar', '/tv', '/cerrados', '/hoy', '/conexion', '/personas'];

/** Serves the operators' page. Its parts have a hash in their names and never change; the page itself is asked for anew. */
export function mountBoard(app: Express): void {
  app.use(
    '/assets',
    express.static(`${page}assets`, { immutable: true, maxAge: '365d', index: false, fallthrough: true }),
  );
  app.use(express.static(page, { index: false, maxAge: 0 }));
  app.get(pages, (_request, response, next) => {
    response.set('Cache-Control', 'no-cache');
    if (existsSync(`${page}index.html`)) return response.sendFile(`${page}index.html`);
    return next();
  });
}
