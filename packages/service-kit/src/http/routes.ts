import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { parseJson, readBody } from './json-body.ts';
import { HttpProblem, parseInput } from './problem.ts';

/** One endpoint. The list of them is the app: it is mounted, guarded, measured and documented from it. */
export type Route = {
  method: 'get' | 'post' | 'delete' | 'put' | 'patch';
  /** One pattern (`/api/tickets/:id`), or several that share the handler. */
  path: string | string[];
  /** Runs before the body is read. */
  auth?: RequestHandler;
  /** JSON is read only with it: `true` gives `req.body` as sent, a schema gives it parsed. */
  body?: z.ZodType | true;
  /** An order or other work that is answered with 503 while there is too much of it (`createAdmission`). */
  bounded?: boolean;
  handler: (req: Request, res: Response, next: NextFunction) => unknown;
  doc: RouteDoc;
};

export type RouteDoc = {
  summary: string;
  description?: string;
  /** The body, for the documentation, when `body` is `true`. */
  request?: z.ZodType;
  /** An object schema, a property for each query parameter. */
  query?: z.ZodType;
  responses: Record<number, { description: string; schema?: z.ZodType }>;
};

/** The patterns of a route as a list. */
export function pathsOf(route: Route): string[] {
  return [route.path].flat();
}

/**
 * Mounts each path alone, so that a request's matched path is its pattern. Auth comes before the body. Any other
 * method on a known path is answered with 405 and `Allow`, or 204 to OPTIONS. Literal paths come first: `/lote` takes
 * what `/lote` is listed with, and is never taken for an `/:id`.
 */
export function mountRoutes(app: Express, routes: Route[], admit: RequestHandler): void {
  const byPath = [...Map.groupBy(routes.flatMap(onePath), ({ path }) => path)];
  for (const [path, own] of byPath.toSorted(([a], [b]) => parametersIn(a) - parametersIn(b))) {
    for (const { route } of own) {
      const handlers = [
        route.auth,
        bodyReader(route.body),
        route.bounded ? admit : undefined,
        bodyParser(route.body),
        route.handler as RequestHandler,
      ];
      app[route.method](path, ...handlers.filter((one) => one !== undefined));
    }
    const methods = own.flatMap(({ route }) =>
      route.method === 'get' ? ['GET', 'HEAD'] : route.method.toUpperCase(),
    );
    const allow = [...methods, 'OPTIONS'].join(', ');
    app.all(path, (req, res) => answerOtherMethod(req, res, allow));
  }
}

function onePath(route: Route): { path: string; route: Route }[] {
  return pathsOf(route).map((path) => ({ path, route }));
}

function parametersIn(path: string): number {
  return path.split('/:').length - 1;
}

function answerOtherMethod(req: Request, res: Response, allow: string): void {
  if (req.method !== 'OPTIONS') {
    const detail = `El método ${req.method} no se admite en esta dirección. Se admiten: ${allow}.`;
    throw new HttpProblem('metodo-no-permitido', detail, { headers: { Allow: allow } });
  }
  res.setHeader('Allow', allow);
  res.status(204).end();
}

// Between the two a bounded route takes the request in: what is refused there has cost no parsing.
function bodyReader(body: Route['body']): RequestHandler | undefined {
  if (body === undefined) return undefined;
  return async (req, _res, next) => {
    req.body = await readBody(req);
    next();
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
