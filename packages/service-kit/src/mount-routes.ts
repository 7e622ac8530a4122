import type { Express, Request, RequestHandler, Response } from 'express';
import type { Admission } from './admission.ts';
import { parseJson, readBody } from './json-body.ts';
import { HttpProblem, parseInput } from './problem.ts';
import { pathsOf, type Route } from './route.ts';
import { takeIn } from './take-in.ts';

/**
 * Mounts each path alone, so that a request's matched path is its pattern. Auth comes before the body. Any other
 * method on a known path is answered with 405 and `Allow`, or 204 to OPTIONS. Literal paths come first: `/lote` takes
 * what `/lote` is listed with, and is never taken for an `/:id`.
 */
export function mountRoutes(app: Express, routes: Route[], admission: Admission): void {
  const byPath = [...Map.groupBy(routes.flatMap(onePath), ({ path }) => path)];
  for (const [path, own] of byPath.toSorted(([a], [b]) => parametersIn(a) - parametersIn(b))) {
    for (const { route } of own) {
      const enter = route.bounded ? takeIn(admission) : undefined;
      const handlers = [
        route.auth,
        bodyReader(route.body),
        enter,
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
