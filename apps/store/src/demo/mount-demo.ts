// The demo shop's page. It needs no key (see demo-routes.ts), so it is mounted only with DEMO=1 and never in
// production.
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';

/** Serves the files of the demo shop at `/`. */
export function mountDemo(app: Express): void {
  app.use(express.static(demoFolder, { redirect: false }));
}

const demoFolder = fileURLToPath(new URL('../../demo/', import.meta.url));
