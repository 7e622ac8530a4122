import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';

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
