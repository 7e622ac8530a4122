import { newTvLinkReplySchema, newTvLinkSchema, ticketPaths, tvLinksReplySchema } from '@relevo/contract';
import { type Auth, HttpProblem, parseInput, plainAddress, type Route } from '@relevo/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import { authorOf, idOf, onlyAdmin } from './access.ts';
import type { PeopleRepository } from './people-repository.ts';
import type { SessionOwner } from './person.ts';
import type { Revocations } from './revocations.ts';
import { tvCookieMs } from './session-lifetime.ts';
import { newToken } from './sign-in-links.ts';

/** What a device says of itself when it opens a link. `secret`: from its cookie, if it has opened one before. */
export type TvDevice = { secret: string | undefined; agent: string | null; address: string };

/** The outcome of opening a link. `secret`: what the device has to keep from now on. */
type Opened =
  | { kind: 'opened'; owner: SessionOwner; secret: string }
  | { kind: 'in-use' }
  | { kind: 'unknown' };

/**
 * Opens a TV's link. It belongs to the first device that opens it, which gets a secret; nobody else can open it until
 * the admin frees it. So a link that was photographed or forwarded is worth nothing.
 */
export async function openTvLink(
  people: Pick<PeopleRepository, 'findTvLink' | 'bindTvLink' | 'findTv'>,
  { token, device, now }: { token: string; device: TvDevice; now: number },
): Promise<Opened> {
  const link = await people.findTvLink(token, now);
  if (!link) return { kind: 'unknown' };
  if (link.isFree) {
    const secret = newToken();
    const owner = await people.bindTvLink(link.id, { ...device, secret }, now);
    // Another device was faster.
    return owner ? { kind: 'opened', owner, secret } : { kind: 'in-use' };
  }
  const { secret } = device;
  const owner = secret === undefined ? undefined : await people.findTv(secret, now);
  return secret && owner?.tvLinkId === link.id ? { kind: 'opened', owner, secret } : { kind: 'in-use' };
}

const tvCookie = 'relevo-tv';

/** Reads what the device says of itself. */
export function tvDeviceOf(request: Pick<Request, 'headers' | 'ip'>): TvDevice {
  const [, secret] = /(?:^|;\s*)relevo-tv=([\w-]{32})(?:;|$)/.exec(request.headers.cookie ?? '') ?? [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not reach the admin's page.
  const agent = request.headers['user-agent']?.replace(/[\x00-\x1f\x7f]/g, ' ').slice(0, 300) ?? null;
  return { secret, agent, address: plainAddress(request.ip) };
}

/**
 * Gives the device its secret to keep, or the time to keep it anew. It goes to the route of sessions alone, where it
 * lets a TV in again whose session is gone: nobody can type there.
 */
export function keepTvSecret(request: Pick<Request, 'secure'>, response: Response, secret: string): void {
  response.cookie(tvCookie, secret, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.secure,
    maxAge: tvCookieMs,
    path: ticketPaths.session,
  });
}

/**
 * Sends the session's cookie before the secret of a TV. express-session appends its own as the answer starts, and a
 * client that knows of one cookie takes the first.
 */
export function sessionCookieFirst(session: RequestHandler): RequestHandler {
  return (request, response, next) => {
    const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
    response.writeHead = ((...head: unknown[]) => {
      const cookies = response.getHeader('Set-Cookie');
      if (Array.isArray(cookies)) response.setHeader('Set-Cookie', cookies.toReversed());
      return writeHead(...head);
    }) as Response['writeHead'];
    session(request, response, next);
  };
}

type TvLinkDeps = {
  people: Pick<PeopleRepository, 'tvLinks' | 'addTvLink' | 'revokeTvLink' | 'freeTvLink'>;
  revocations: Pick<Revocations, 'revoke'>;
  clock: { now(): number };
};

const unknown = { 404: { description: 'No existe' } };

/** Links that let a TV show the board and nothing else. */
export function tvLinkRoutes(
  { people, revocations, clock }: TvLinkDeps,
  { reads, changes }: { reads: Auth; changes: Auth },
): Route[] {
  /** Ends what a link has open, after `change` has made that so on disk. */
  async function cutOff(params: { id?: unknown }, change: (id: number) => Promise<boolean>): Promise<void> {
    const tvLinkId = idOf(params);
    if (!(await change(tvLinkId))) throw new HttpProblem('no-encontrado', 'No hay un enlace con ese id.');
    revocations.revoke({ tvLinkId });
  }

  return [
    {
      method: 'get',
      path: ticketPaths.tvLinks,
      auth: reads,
      doc: {
        summary: 'Los enlaces para TV, los últimos primero, con la pantalla que abrió cada uno',
        responses: {
          200: { description: 'Todos, también los revocados', schema: tvLinksReplySchema },
          ...onlyAdmin,
        },
      },
      handler: async (_request, response) => response.json({ enlaces: await people.tvLinks() }),
    },
    {
      method: 'post',
      path: ticketPaths.tvLinks,
      auth: changes,
      body: true,
      doc: {
        summary: 'Un enlace de sólo lectura para una TV: es de la primera pantalla que lo abre',
        description: 'Sirve hasta que se revoca, o hasta que nadie lo usa por 90 días.',
        request: newTvLinkSchema,
        responses: {
          201: { description: 'Se muestra esta única vez', schema: newTvLinkReplySchema },
          400: { description: 'Datos inválidos, con cada campo' },
          ...onlyAdmin,
        },
      },
      handler: async (request, response) => {
        const { nombre } = parseInput(newTvLinkSchema, request.body);
        const token = newToken();
        const link = await people.addTvLink({ nombre, token, now: clock.now() }, authorOf(request, response));
        response.status(201).json({ ...link, enlace: `/tv#${token}` });
      },
    },
    {
      method: 'delete',
      path: ticketPaths.tvLink,
      auth: changes,
      doc: {
        summary: 'Revoca el enlace: su pantalla se corta',
        responses: { 204: { description: 'Revocado' }, ...onlyAdmin, ...unknown },
      },
      handler: async (request, response) => {
        await cutOff(request.params, (id) =>
          people.revokeTvLink(id, clock.now(), authorOf(request, response)),
        );
        response.status(204).end();
      },
    },
    {
      method: 'delete',
      path: ticketPaths.tvLinkDevice,
      auth: changes,
      doc: {
        summary: 'Libera el enlace: su pantalla se corta, y pasa a ser de la próxima que lo abra',
        responses: { 204: { description: 'Libre' }, ...onlyAdmin, ...unknown },
      },
      handler: async (request, response) => {
        await cutOff(request.params, (id) => people.freeTvLink(id, clock.now(), authorOf(request, response)));
        response.status(204).end();
      },
    },
  ];
}
