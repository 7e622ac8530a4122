import { inEnglish, maxWarnings, type Role, type Scope } from '@relevo/contract';
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { parseJson, readBody } from './json-body.ts';
import { HttpProblem, parseInput, wantsEnglish } from './problem.ts';
import { contextOf } from './request-context.ts';

/** Decides who may call a route, and says what it asks: for the documentation and the tests. */
export type Auth = RequestHandler & {
  /** What a key has to be allowed; without it no key opens this route. */
  readonly scope?: Scope;
  /** The roles of people that may call, if people may: everybody who is signed in, or these. */
  readonly people?: 'all' | readonly Role[];
  /** A TV may not call it, though it reads like somebody of the role `lectura`. */
  readonly noTv?: boolean;
  /** People have to have signed in, or to have confirmed who they are, a short while ago. */
  readonly fresh?: boolean;
};

/** One endpoint. A service is a list of them: routes are mounted, guarded, measured and documented from the list. */
export type Route = {
  method: 'get' | 'post' | 'delete' | 'put' | 'patch';
  /** One pattern (`/api/tickets/:id`), or several that share the handler. */
  path: string | string[];
  /** Decides who may call; runs before the body is read, and again after one that was slow to come. */
  auth?: Auth;
  /** Without it no body is read. `true` gives `req.body` as sent, a schema gives it parsed. Compressed only with a key. */
  body?: z.ZodType | true;
  /** The most bytes that its body may have; 256 KiB unless given. */
  bodyLimitBytes?: number;
  /** An order or other work that gets 503 while there is too much of it (see overload/admission.ts). */
  bounded?: boolean;
  handler: (req: Request, res: Response, next: NextFunction) => unknown;
  doc: RouteDoc;
};

export type RouteDoc = {
  summary: string;
  description?: string;
  /** The schema of the body for the documentation, if `body` is `true`. */
  request?: z.ZodType;
  /** An object schema with a property for each query parameter. */
  query?: z.ZodType;
  /** The headers that mean something to this route alone: what each does, and a real value. */
  headers?: Record<string, { description: string; example: string }>;
  responses: Record<number, { description: string; schema?: z.ZodType }>;
};

/** Returns the patterns of a route as a list. */
export function pathsOf(route: Route): string[] {
  return [route.path].flat();
}

/**
 * Mounts each path alone, so that a request's matched path is its pattern. Auth runs before the body is read, and again
 * after a slow one. Another method on a known path gets 405 with `Allow`; OPTIONS gets 204. Literal paths come first, so
 * that `/lote` is never taken for an `/:id`.
 *
 * @param admit runs on bounded routes, between reading and parsing the body
 */
export function mountRoutes(app: Express, routes: Route[], admit: RequestHandler): void {
  const byPath = [...Map.groupBy(routes.flatMap(onePath), ({ path }) => path)];
  for (const [path, own] of byPath.toSorted(([a], [b]) => parametersIn(a) - parametersIn(b))) {
    for (const { route } of own) {
      const handlers = [
        route.auth && privately(route.auth),
        bodyReader(route),
        route.bounded ? admit : undefined,
        bodyParser(route.body),
        warnsOfQuery(route),
        route.handler as RequestHandler,
      ];
      app[route.method](path, ...handlers.filter((one) => one !== undefined));
    }
    app.all(path, answerOtherMethods(own.map(({ route }) => route.method)));
  }
}

function onePath(route: Route): { path: string; route: Route }[] {
  return pathsOf(route).map((path) => ({ path, route }));
}

function parametersIn(path: string): number {
  return path.split('/:').length - 1;
}

/** Makes the last handler of a path, for the methods that it does not have: 405 with `Allow`, and 204 for OPTIONS. */
export function answerOtherMethods(methods: readonly Route['method'][]): RequestHandler {
  const has = methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : method.toUpperCase()));
  const allow = [...has, 'OPTIONS'].join(', ');
  return (req, res) => {
    if (req.method !== 'OPTIONS') {
      const detail = `El método ${req.method} no se admite en esta dirección. Se admiten: ${allow}.`;
      throw new HttpProblem('metodo-no-permitido', detail, { headers: { Allow: allow } });
    }
    res.setHeader('Allow', allow);
    res.status(204).end();
  };
}

// What is only for who asks must not stay in a cache: not in the browser of a shared tablet, not in a proxy.
function privately(auth: RequestHandler): RequestHandler {
  return (req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    const varies = res.getHeader('Vary');
    res.setHeader('Vary', varies === undefined ? credentials : `${varies}, ${credentials}`);
    return auth(req, res, next);
  };
}

const credentials = 'Cookie, X-API-Key';

// Reading and parsing are two handlers, so that a request which `admit` refuses in between costs no parsing.
function bodyReader({ auth, body, bodyLimitBytes }: Route): RequestHandler | undefined {
  if (body === undefined) return undefined;
  return async (req, res, next) => {
    const startedAt = performance.now();
    const { key, presented } = contextOf(res);
    req.body = await readBody(req, { limitBytes: bodyLimitBytes, compressed: key !== undefined });
    const isStale =
      performance.now() - startedAt > accessHoldsMs || (key && presented?.keys.isLive?.(key) === false);
    if (auth && isStale) await askAgain(auth, req, res);
    next();
  };
}

/** How long, while its body arrives, a request has the access that it had at its start. */
const accessHoldsMs = 500;

/**
 * Asks whether whoever made the request still may: a body can take as long as its sender likes, and access may have been
 * taken away since. Asks with copies, which know nothing of the first answer, and keeps the new one.
 * @throws what `auth` answers to who may not
 */
async function askAgain(auth: Auth, req: Request, res: Response): Promise<void> {
  // A session middleware takes a session that it finds on the request for the answer.
  const freshReq: Request = Object.create(req, { session: { value: undefined, writable: true } });
  const locals = { ...res.locals, presented: undefined, key: undefined, askedAgain: true };
  const freshRes: Response = Object.create(res, { locals: { value: locals } });
  await new Promise<void>((resolve, reject) => {
    const done = (error?: unknown) => (error ? reject(error) : resolve());
    Promise.resolve(auth(freshReq, freshRes, done)).catch(reject);
  });
  Object.assign(res.locals, locals);
}

/**
 * Warns of query parameters that the route does not know, in `avisos` of the answer: a mistyped filter would filter nothing
 * in silence. Orders go without a query, and take no notice of this.
 */
function warnsOfQuery({ bounded, doc }: Route): RequestHandler | undefined {
  if (!doc.query && !bounded) return undefined;
  const shape = (doc.query as { shape?: Record<string, unknown> } | undefined)?.shape ?? {};
  const known = new Set(Object.keys(shape));
  return (req, res, next) => {
    if (req.url.includes('?')) addWarnings(req, res, known);
    next();
  };
}

function addWarnings(req: Request, res: Response, known: ReadonlySet<string>): void {
  const unknown = Object.keys(req.query).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const admitted = known.size > 0 ? `se admiten: ${[...known].join(', ')}` : 'no se admite ninguno';
  const mensaje = `este parámetro no se conoce y no hizo nada; ${admitted}`;
  const said = wantsEnglish(req) ? inEnglish(mensaje) : mensaje;
  const own = unknown.slice(0, maxWarnings).map((name) => ({ campo: name.slice(0, 100), mensaje: said }));
  const send = res.json.bind(res);
  res.json = (body) => {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return send(body);
    return send({ ...body, avisos: [...(body.avisos ?? []), ...own] });
  };
}

function bodyParser(body: Route['body']): RequestHandler | undefined {
  if (body === undefined) return undefined;
  return (req, _res, next) => {
    const value = parseJson(req, req.body);
    req.body = body === true ? value : parseInput(body, value);
    next();
  };
}
