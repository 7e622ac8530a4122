import {
  driversReplySchema,
  linkReplySchema,
  memberChangeSchema,
  memberSchema,
  membersReplySchema,
  newMemberSchema,
  ticketPaths,
} from '@relevo/contract';
import { type Auth, HttpProblem, invalidFields, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { authorOf, exceptTvs, idOf, onlyAdmin, type Reader, requireRole } from './access.ts';
import { requireFresh } from './fresh-sign-in.ts';
import type { KnownDevices } from './known-devices.ts';
import { type Passwords, refuseBadPassword } from './passwords.ts';
import type { PeopleRepository } from './people-repository.ts';
import type { PersonChange } from './person.ts';
import type { Revocations } from './revocations.ts';
import { sessionIdOf } from './session.ts';
import { sessionRoutes } from './session-routes.ts';
import type { SignInDeps } from './sign-in.ts';
import { makePersonLink } from './sign-in-links.ts';
import { tvLinkRoutes } from './tv-links.ts';

type Deps = {
  people: PeopleRepository;
  passwords: Passwords;
  signIn: Omit<SignInDeps, 'people' | 'passwords'>;
  revocations: Pick<Revocations, 'revoke'>;
  devices: KnownDevices;
  clock: { now(): number };
};

/** People, links and sessions: who has access, and how they get it. `session` is guarded by `sameOriginOnly`. */
export function peopleRoutes(
  deps: Deps,
  { session, reader }: { session: RequestHandler; reader: Reader },
): Route[] {
  const { people, signIn, ...rest } = deps;
  const admin = requireRole(reader(null), 'admin');
  const guards = { reads: admin, changes: requireFresh(admin, deps.clock) };
  return [
    ...sessionRoutes({ ...signIn, ...rest, people }, session),
    ...personRoutes(deps, guards),
    personLinkRoute(deps, guards.changes),
    ...tvLinkRoutes(deps, guards),
    driversRoute(deps, requireRole(exceptTvs(reader('tickets:leer')), 'admin', 'operador', 'lectura')),
  ];
}

/** The list is for every admin; who changes it has to have confirmed who they are. */
type Guards = { reads: Auth; changes: Auth };

type PersonDeps = {
  people: PeopleRepository;
  passwords: Pick<Passwords, 'hash'>;
  revocations: Pick<Revocations, 'revoke'>;
  clock: { now(): number };
};

/** How the admin manages people. Nobody is ever deleted: the history names them. */
function personRoutes(
  { people, passwords, revocations, clock }: PersonDeps,
  { reads, changes }: Guards,
): Route[] {
  return [
    {
      method: 'get',
      path: ticketPaths.people,
      auth: reads,
      doc: {
        summary: 'Las personas, primero las activas',
        responses: { 200: { description: 'Todas', schema: membersReplySchema }, ...onlyAdmin },
      },
      handler: async (_request, response) => response.json({ personas: await people.members() }),
    },
    {
      method: 'post',
      path: ticketPaths.people,
      auth: changes,
      body: true,
      doc: {
        summary: 'Agrega una persona',
        request: newMemberSchema,
        responses: { 201: { description: 'Agregada', schema: memberSchema }, ...invalid, ...onlyAdmin },
      },
      handler: async (request, response) => {
        const { nombre: name, rol: role, email, clave } = parseInput(newMemberSchema, request.body);
        if (clave) refuseBadPassword(clave, [name, email ?? null]);
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
      auth: changes,
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
        const wanted = parseInput(memberChangeSchema, request.body);
        if (wanted.clave !== undefined) {
          const member = await people.findMember(id);
          const { nombre = member?.nombre ?? '', email = member?.email ?? null } = wanted;
          refuseBadPassword(wanted.clave, [nombre, email]);
        }
        const change = await toChange(wanted, passwords);
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
