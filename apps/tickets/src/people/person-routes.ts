import {
  memberChangeSchema,
  memberSchema,
  membersReplySchema,
  newMemberSchema,
  ticketPaths,
} from '@relevo/contract';
import { parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { idOf } from './id-of.ts';
import type { Passwords } from './passwords.ts';
import type { PeopleStore, PersonChange } from './people-store.ts';
import { emailTaken, invalid, lastAdmin, onlyAdmin, unknown, unknownPerson } from './person-problems.ts';
import type { Revocations } from './revocations.ts';
import { sessionIdOf } from './session.ts';

type Deps = {
  people: PeopleStore;
  passwords: Pick<Passwords, 'hash'>;
  revocations: Pick<Revocations, 'revoke'>;
  clock: { now(): number };
};

/** What the admin does with people. Nobody is ever deleted: the history names them. */
export function personRoutes(
  { people, passwords, revocations, clock }: Deps,
  admin: RequestHandler,
): Route[] {
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
        const outcome = await people.addPerson(person, clock.now());
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
        const outcome = await people.changePerson(id, change, sessionIdOf(request));
        if (outcome.kind === 'unknown') throw unknownPerson();
        if (outcome.kind === 'email-taken') throw emailTaken();
        if (outcome.kind === 'last-admin') throw lastAdmin(outcome.campo);
        for (const sessionId of outcome.ended) revocations.revoke({ sessionId });
        response.json(outcome.member);
      },
    },
  ];
}

// Only what was sent: a field that is there with undefined would change the person.
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
