import {
  driversReplySchema,
  linkReplySchema,
  memberChangeSchema,
  memberSchema,
  membersReplySchema,
  newMemberSchema,
  ticketPaths,
} from '@relevo/contract';
import { HttpProblem, invalidFields, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { authorOf, exceptTvs, idOf, onlyAdmin, type Reader, requireRole } from './access.ts';
import { type Passwords, passwords } from './passwords.ts';
import type { PeopleRepository } from './people-repository.ts';
import type { PersonChange } from './person.ts';
import type { Revocations } from './revocations.ts';
import { sessionIdOf } from './session.ts';
import { sessionRoutes } from './session-routes.ts';
import { createSignInThrottle, type SignInDeps } from './sign-in.ts';
import { makePersonLink } from './sign-in-links.ts';
import { tvLinkRoutes } from './tv-links.ts';

type Deps = {
  people: PeopleRepository;
  revocations: Pick<Revocations, 'revoke'>;
  clock: { now(): number };
  /** Counts a failed sign-in from this address; rejects with 429 after too many. */
  countFailure: (address: string) => Promise<void>;
  /** Passwords that one address may try per minute. */
  triesPerAddress: number;
  audit: SignInDeps['audit'];
};

/** People, links and sessions: who has access, and how they get it. `session` is guarded by `sameOriginOnly`. */
export function peopleRoutes(
  { triesPerAddress, ...deps }: Deps,
  { session, reader }: { session: RequestHandler; reader: Reader },
): Route[] {
  const throttle = createSignInThrottle({ perAddress: triesPerAddress });
  const admin = requireRole(reader(null), 'admin');
  return [
    ...sessionRoutes({ ...deps, passwords, throttle }, session),
    ...personRoutes({ ...deps, passwords }, admin),
    personLinkRoute(deps, admin),
    ...tvLinkRoutes(deps, admin),
    driversRoute(deps, requireRole(exceptTvs(reader('tickets:leer')), 'admin', 'operador', 'lectura')),
  ];
}

type PersonDeps = {
  people: PeopleRepository;
  passwords: Pick<Passwords, 'hash'>;
  revocations: Pick<Revocations, 'revoke'>;
  clock: { now(): number };
};

/** How the admin manages people. Nobody is ever deleted: the history names them. */
function personRoutes({ people, passwords, revocations, clock }: PersonDeps, admin: RequestHandler): Route[] {
  return [
    {
      method: 'get',
      path: ticketPaths.people,
      auth: admin,
      doc: {
        summary: 'Las personas, primero las activas',
        responses: { 200: { description: 'Todas', schema: membersReplySchema }, ...onlyAdmin },
      },
      handler: async (_request, response) => response.json({ personas: await people.members() }),
    },
    {
      method: 'post',
      path: ticketPaths.people,
      auth: admin,
      body: true,
      doc: {
        summary: 'Agrega una persona',
        request: newMemberSchema,
        responses: { 201: { description: 'Agregada', schema: memberSchema }, ...invalid, ...onlyAdmin },
      },
      handler: async (request, response) => {
        const { nombre: name, rol: role, email, clave } = parseInput(newMemberSchema, request.body);
        const passwordHash = clave ? await passwords.hash(clave) : null;
        const person = { name, role, email: email ?? null, passwordHash };
        const outcome = await people.addPerson(person, clock.now(), authorOf(request, response));
        if (outcome.kind === 'email-taken') throw emailTaken();
        response.status(201).json(outcome.member);
      },
    },
    {
      method: 'patch',
      path: ticketPaths.person,
      auth: admin,
      body: true,
      doc: {
        summary: 'Cambia a una persona; otro rol, otra clave o la baja cierran sus sesiones',
        request: memberChangeSchema,
        responses: {
          200: { description: 'Cambiada', schema: memberSchema },
          ...invalid,
          ...onlyAdmin,
          ...unknown,
        },
      },
      handler: async (request, response) => {
        const id = idOf(request.params);
        const change = await toChange(parseInput(memberChangeSchema, request.body), passwords);
        const by = authorOf(request, response);
        const made = { keepSession: sessionIdOf(request), now: clock.now(), by };
        const outcome = await people.changePerson(id, change, made);
        if (outcome.kind === 'unknown') throw unknownPerson();
        if (outcome.kind === 'email-taken') throw emailTaken();
        if (outcome.kind === 'last-admin') throw lastAdmin(outcome.campo);
        for (const sessionId of outcome.ended) revocations.revoke({ sessionId });
        response.json(outcome.member);
      },
    },
  ];
}

// Only the fields that were sent: a field with the value undefined would change the person.
async function toChange(
  { nombre, rol, email, clave, activo }: z.infer<typeof memberChangeSchema>,
  passwords: Pick<Passwords, 'hash'>,
): Promise<PersonChange> {
  return {
    ...(nombre !== undefined && { name: nombre }),
    ...(rol !== undefined && { role: rol }),
    ...(email !== undefined && { email }),
    ...(activo !== undefined && { active: activo }),
    ...(clave !== undefined && { passwordHash: await passwords.hash(clave) }),
  };
}

type PersonLinkDeps = { people: Pick<PeopleRepository, 'addSignInLink'>; clock: { now(): number } };

/** A link for a person who has no password, or has forgotten it. */
function personLinkRoute({ people, clock }: PersonLinkDeps, admin: RequestHandler): Route {
  return {
    method: 'post',
    path: ticketPaths.personLink,
    auth: admin,
    doc: {
      summary:
        'Un enlace para que esa persona entre, una vez, dentro de las 24 horas; los anteriores dejan de servir',
      responses: {
        201: { description: 'Se muestra esta única vez', schema: linkReplySchema },
        ...invalid,
        ...onlyAdmin,
        ...unknown,
      },
    },
    handler: async (request, response) => {
      const by = authorOf(request, response);
      const made = await makePersonLink(people, { personId: idOf(request.params), now: clock.now(), by });
      if (made.outcome === 'unknown') throw unknownPerson();
      if (made.outcome === 'inactive') throw deactivated();
      response.status(201).json({ enlace: made.path, vence_en: new Date(made.expiresAt).toISOString() });
    },
  };
}

/** The people that a ticket can be assigned to. */
function driversRoute(
  { people }: { people: Pick<PeopleRepository, 'drivers'> },
  auth: RequestHandler,
): Route {
  return {
    method: 'get',
    path: ticketPaths.drivers,
    auth,
    doc: {
      summary: 'Los repartidores activos',
      responses: {
        200: { description: 'Todos', schema: driversReplySchema },
        401: { description: 'Sin sesión ni clave' },
        403: { description: 'Un repartidor no ve a los demás' },
      },
    },
    handler: async (_request, response) => response.json({ repartidores: await people.drivers() }),
  };
}

const invalid = { 400: { description: 'Datos inválidos, con cada campo' } };
const unknown = { 404: { description: 'No existe' } };

function emailTaken(): HttpProblem {
  return badField('email', 'ya lo usa otra persona');
}

function lastAdmin(campo: string): HttpProblem {
  return badField(campo, 'es la única persona activa que administra: primero nombrá a otra');
}

function deactivated(): HttpProblem {
  return badField('activo', 'la persona está desactivada');
}

function unknownPerson(): HttpProblem {
  return new HttpProblem('no-encontrado', 'No hay una persona con ese id.');
}

function badField(campo: string, mensaje: string): HttpProblem {
  return invalidFields([{ campo, mensaje }]);
}
