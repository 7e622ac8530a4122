import {
  freshSignInMs,
  freshSignInReplySchema,
  freshSignInSchema,
  type OwnAccount,
  ownAccountSchema,
  ownPasswordReplySchema,
  ownPasswordSchema,
  ticketPaths,
} from '@relevo/contract';
import {
  type Auth,
  addressOf,
  HttpProblem,
  invalidFields,
  parseInput,
  plainAddress,
  type Route,
} from '@relevo/service-kit';
import type { Request, RequestHandler } from 'express';
import type { Author } from '../audit/audit-procedures.ts';
import { freshUntil, notFresh } from '../people/fresh-sign-in.ts';
import type { KnownDevices } from '../people/known-devices.ts';
import { type Passwords, refuseBadPassword } from '../people/passwords.ts';
import type { PeopleRepository } from '../people/people-repository.ts';
import type { Account } from '../people/person.ts';
import type { Revocations } from '../people/revocations.ts';
import { sessionIdOf } from '../people/session.ts';
import { signInDeviceOf } from '../people/session-routes.ts';
import { checkCode, type SignInDeps } from '../people/sign-in.ts';
import type { OwnSessions } from './own-sessions.ts';
import type { SecondFactors } from './second-factor.ts';

export type AccountDeps = {
  people: Pick<PeopleRepository, 'accountOf' | 'changePerson'>;
  own: OwnSessions;
  secondFactors: SecondFactors;
  passwords: Passwords;
  signIn: Omit<SignInDeps, 'people' | 'passwords'>;
  devices: KnownDevices;
  revocations: Pick<Revocations, 'revoke'>;
  clock: { now(): number };
};

/** Who asks: a person by their session. `own` of a route of `accountRoutes`. */
export type Asking = { account: Account; personId: number; sessionId: string; by: Author };

/** Makes the function that finds who asks. @throws HttpProblem 401 for nobody, 403 for a TV */
export function createAsking(people: Pick<PeopleRepository, 'accountOf'>) {
  return async (request: Request): Promise<Asking> => {
    const { owner } = request.session;
    if (!owner) throw notSignedIn();
    const { id: personId, nombre: autor } = owner.person;
    const account = personId === null ? undefined : await people.accountOf(personId);
    if (personId === null || !account) throw noAccount();
    const by = { autor_id: personId, autor, desde: plainAddress(request.ip) };
    return { account, personId, sessionId: sessionIdOf(request), by };
  };
}

/** The session, as the `auth` of a route for people alone: keys and TVs have no account. */
export function forPeople(session: RequestHandler): Auth {
  const admit: RequestHandler = (request, response, next) =>
    session(request, response, (error?: unknown) => {
      if (error) return next(error);
      const { owner } = request.session;
      if (!owner) return next(notSignedIn());
      next(owner.person.id === null ? noAccount() : undefined);
    });
  return Object.assign(admit, { people: 'all' as const, noTv: true as const });
}

const signedIn = { 401: { description: 'Sin sesión' }, 403: { description: 'Una TV no tiene cuenta' } };
const invalid = { 400: { description: 'Datos inválidos, con cada campo' } };
const limited = { 429: { description: 'Demasiados intentos' } };

/** One's own account: what there is, the password, the sessions, and proving once more who one is. */
export function accountRoutes(deps: AccountDeps, session: RequestHandler): Route[] {
  const { people, own, secondFactors, passwords, signIn, devices, revocations, clock } = deps;
  const auth = forPeople(session);
  const asking = createAsking(people);

  /** Compares a password with the one that the account has. Counts like a sign-in. */
  async function isPassword(request: Request, { account, personId }: Asking, clave: string) {
    const device = signInDeviceOf(request, devices);
    const attempt = {
      email: account.email ?? `persona ${personId}`,
      ...{ address: addressOf(device.address), device: device.nameFor(personId) },
    };
    const refused = (tooMany: boolean) =>
      signIn.audit.refusedSignIn({
        ...{ address: device.address, way: 'clave', account: null, personId, limited: tooMany },
      });
    try {
      signIn.throttle.begin(attempt);
    } catch (tooMany) {
      await refused(true);
      throw tooMany;
    }
    const right = await passwords.verify(account.passwordHash, clave);
    if (right) signIn.throttle.succeeded(attempt);
    else await refused(false);
    return right;
  }

  /** Proves who asks: by the password of who has one, and by a code of who has a second factor. */
  async function prove(
    request: Request,
    who: Asking,
    { clave, codigo }: { clave?: string; codigo?: string },
  ) {
    if (who.account.passwordHash !== null) {
      if (clave === undefined) throw badField('clave', 'es obligatoria');
      if (!(await isPassword(request, who, clave))) throw badField('clave', 'no es la tuya');
    } else if (!secondFactors.isOn(who.personId))
      throw new HttpProblem('entrada-reciente', 'No tenés clave: entrá de nuevo con un enlace.');
    await checkCode(
      signIn,
      { personId: who.personId, codigo, way: 'clave' },
      signInDeviceOf(request, devices),
    );
  }

  return [
    {
      method: 'get',
      path: ticketPaths.account,
      auth,
      doc: {
        summary: 'La cuenta propia: correo, clave, segundo factor y sesiones abiertas',
        responses: { 200: { description: 'La cuenta', schema: ownAccountSchema }, ...signedIn },
      },
      handler: async (request, response) => {
        const { account, personId, sessionId } = await asking(request);
        const now = clock.now();
        const until = freshUntil(request, now);
        const factor = secondFactors.stateOf(personId);
        response.json({
          ...{ persona: account.owner.person, email: account.email },
          tiene_clave: account.passwordHash !== null,
          segundo_factor: factor && { desde: iso(factor.since), codigos_restantes: factor.codesLeft },
          reciente_hasta: until === null ? null : iso(until),
          sesiones: own.list(personId, sessionId, now),
        } satisfies OwnAccount);
      },
    },
    {
      method: 'put',
      path: ticketPaths.ownPassword,
      auth,
      body: true,
      doc: {
        summary: 'Cambia la clave propia y cierra las demás sesiones',
        description:
          'Pide la clave de antes. A quien no tiene ninguna le basta haber entrado hace menos de 15 minutos.',
        request: ownPasswordSchema,
        responses: {
          200: { description: 'Cambiada', schema: ownPasswordReplySchema },
          ...invalid,
          ...signedIn,
          ...limited,
        },
      },
      handler: async (request, response) => {
        const wanted = parseInput(ownPasswordSchema, request.body);
        const who = await asking(request);
        const now = clock.now();
        const { account, personId, sessionId, by } = who;
        const hadOne = account.passwordHash !== null;
        const email = wanted.email ?? account.email;
        if (hadOne && wanted.anterior === undefined) throw badField('anterior', 'es obligatoria');
        if (!hadOne && freshUntil(request, now) === null) throw notFresh();
        if (email === null) throw badField('email', 'es obligatorio para entrar con clave');
        refuseBadPassword(wanted.clave, [account.owner.person.nombre, email]);
        if (hadOne && !(await isPassword(request, who, wanted.anterior ?? '')))
          throw badField('anterior', 'no es la tuya');
        const change = { passwordHash: await passwords.hash(wanted.clave), email };
        const outcome = await people.changePerson(personId, change, { keepSession: sessionId, now, by });
        if (outcome.kind === 'email-taken') throw badField('email', 'ya lo usa otra persona');
        if (outcome.kind !== 'changed') throw notSignedIn();
        for (const ended of outcome.ended) revocations.revoke({ sessionId: ended });
        // With a second factor a password alone proves too little.
        if (!secondFactors.isOn(personId)) await own.confirm(sessionId, now);
        response.json({ email, sesiones_cerradas: outcome.ended.length });
      },
    },
    {
      method: 'delete',
      path: ticketPaths.ownSessions,
      auth,
      doc: {
        summary: 'Cierra todas las sesiones propias menos ésta',
        responses: { 204: { description: 'Cerradas' }, ...signedIn },
      },
      handler: async (request, response) => {
        const { personId, sessionId, by } = await asking(request);
        const ended = await own.endOthers({ personId, sessionId, now: clock.now(), by });
        for (const one of ended) revocations.revoke({ sessionId: one });
        response.status(204).end();
      },
    },
    {
      method: 'delete',
      path: ticketPaths.ownSession,
      auth,
      doc: {
        summary: 'Cierra una de las sesiones propias',
        responses: { 204: { description: 'Cerrada' }, 404: { description: 'No existe' }, ...signedIn },
      },
      handler: async (request, response) => {
        const { personId, sessionId, by } = await asking(request);
        const which = String(request.params.id);
        if (!(await own.end({ personId, sessionId, which, now: clock.now(), by })))
          throw new HttpProblem('no-encontrado', 'Esa sesión ya no está.');
        revocations.revoke({ sessionId: which });
        response.status(204).end();
      },
    },
    {
      method: 'post',
      path: ticketPaths.confirmation,
      auth,
      body: true,
      bodyLimitBytes: 2 * 1_024,
      doc: {
        summary: 'Confirma quién sos: por 15 minutos podés cambiar personas, claves y enlaces, y exportar',
        description: 'Con la clave de quien tiene una, y un código de quien tiene un segundo factor.',
        request: freshSignInSchema,
        responses: {
          200: { description: 'Confirmado', schema: freshSignInReplySchema },
          ...invalid,
          ...signedIn,
          ...limited,
        },
      },
      handler: async (request, response) => {
        const proof = parseInput(freshSignInSchema, request.body);
        const who = await asking(request);
        await prove(request, who, proof);
        const now = clock.now();
        await own.confirm(who.sessionId, now);
        response.json({ reciente_hasta: iso(now + freshSignInMs) });
      },
    },
  ];
}

function notSignedIn(): HttpProblem {
  return new HttpProblem('no-autorizado', 'Hace falta iniciar sesión.');
}

function noAccount(): HttpProblem {
  return new HttpProblem('prohibido', 'Una TV no tiene cuenta.');
}

export function badField(campo: string, mensaje: string): HttpProblem {
  return invalidFields([{ campo, mensaje }]);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
