import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openApp, route } from '../testing/start-app.ts';
import { describeApi } from './openapi.ts';
import type { Route } from './routes.ts';

const ticket = z.object({ ticket_id: z.int() }).meta({ id: 'Ticket' });
const routes: Route[] = [
  route('get', ['/api/tickets/:id', '/t/:id'], () => {}, {
    auth: (_req, _res, next) => next(),
    doc: { summary: 'Un ticket', responses: { 200: { description: 'El ticket', schema: ticket } } },
  }),
  route('get', '/api/tickets', () => {}, {
    doc: {
      summary: 'Lista',
      query: z.object({ limite: z.int().optional(), estado: z.string() }),
      responses: { 200: { description: 'Lista', schema: z.object({ tickets: z.array(ticket) }) } },
    },
  }),
  route('post', '/api/tickets', () => {}, {
    body: z.object({ total: z.union([z.number(), z.string().transform(Number)]) }),
    doc: {
      summary: 'Nuevo',
      responses: { 201: { description: 'Nuevo' }, 409: { description: 'Conflicto' } },
    },
  }),
];

type Document = {
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas: object };
};
const describeRoutes = () => describeApi({ service: 's', version: '1', routes }) as Document;

describe('the document', () => {
  it('has every path of every route with its parameters', () => {
    const { paths } = describeRoutes();
    expect(Object.keys(paths)).toEqual(['/api/tickets/{id}', '/t/{id}', '/api/tickets']);
    expect(paths['/t/{id}']?.get?.parameters).toEqual([
      {
        ...{ name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        ...{ description: expect.stringMatching(/./), example: '7' },
      },
    ]);
    expect(paths['/api/tickets']?.get?.parameters).toMatchObject([
      { name: 'limite', in: 'query', required: false, schema: { type: 'integer' } },
      { name: 'estado', in: 'query', required: true, schema: { type: 'string' } },
    ]);
  });

  it('shows bodies as they are sent, before any change of type', () => {
    expect(describeRoutes().paths['/api/tickets']?.post?.requestBody).toMatchObject({
      required: true,
      content: {
        'application/json': {
          schema: { properties: { total: { type: ['number', 'string'] } } },
        },
      },
    });
  });

  it('adds what the kit itself answers, as problems', () => {
    const { paths } = describeRoutes();
    const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problema' } } };
    expect(paths['/t/{id}']?.get).toMatchObject({
      security: [{ clave: [] }],
      responses: { 401: { content } },
    });
    expect(Object.keys(paths['/api/tickets']?.post?.responses ?? {})).toEqual([
      '201',
      '400',
      '409',
      '413',
      '415',
      '503',
    ]);
    expect(paths['/api/tickets']?.post?.responses).toMatchObject({
      409: { description: 'Conflicto', content },
    });
  });

  it('shares named schemas, and every reference leads somewhere', () => {
    const document = describeRoutes();
    expect(Object.keys(document.components.schemas)).toContain('Ticket');
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.length).toBeGreaterThan(3);
    for (const name of references) expect(document.components.schemas).toHaveProperty(String(name));
    expect(text).not.toMatch(/\$defs|\$schema/);
  });

  it('gives every operation an id of its own', () => {
    const operations = Object.values(describeRoutes().paths).flatMap((methods) => Object.values(methods));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps nameless recursive schemas of two routes apart', () => {
    type Tree = { children: Tree[] };
    const tree: z.ZodType<Tree> = z.object({ children: z.array(z.lazy(() => tree)) });
    const wrapped = (name: string) =>
      route('post', `/${name}`, () => {}, { body: z.object({ [name]: tree, other: tree }) });
    const made = describeApi({ service: 's', version: '1', routes: [wrapped('a'), wrapped('b')] });
    expect(Object.keys((made as Document).components.schemas)).toHaveLength(3);
  });
});

describe('served', () => {
  it('is served as JSON, with the endpoints of the kit itself', async () => {
    const app = openApp(routes);
    const answer = await app.call('/api/openapi.json');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const document = (await answer.json()) as Document & { openapi: string; info: object };
    expect(document).toMatchObject({ openapi: '3.1.1', info: { title: 'relevo-test', version: '1.2.3' } });
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/healthz', '/livez', '/readyz', '/metrics']),
    );
  });

  it('has a page that loads nothing from other hosts, and every part of it is there', async () => {
    const app = openApp(routes);
    const page = await app.call('/docs');
    const html = await page.text();
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => String(part));
    expect(parts).toHaveLength(4);
    for (const part of parts) {
      expect(part).toMatch(/^\/docs\//);
      const answer = await app.call(part);
      expect(answer.status).toBe(200);
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(50);
    }
    expect(html).not.toMatch(/<script>|https?:/);
  });
});
