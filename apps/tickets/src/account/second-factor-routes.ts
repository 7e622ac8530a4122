import { codeBodySchema, newSecondFactorSchema, oneTimeCodesSchema, ticketPaths } from '@relevo/contract';
import { type Auth, HttpProblem, type Route } from '@relevo/service-kit';
import type { Request, RequestHandler } from 'express';
import { authorOf, idOf, onlyAdmin } from '../people/access.ts';
import { requireFresh } from '../people/fresh-sign-in.ts';
import { signInDeviceOf } from '../people/session-routes.ts';
import { checkCode } from '../people/sign-in.ts';
import { type AccountDeps, type Asking, badField, createAsking, forPeople } from './account-routes.ts';

const refusals = {
  400: { description: 'Datos inválidos, con cada campo' },
  401: { description: 'Sin sesión; `segundo-factor`: el código no sirve' },
  403: { description: 'Una TV no tiene cuenta; `entrada-reciente`: hay que confirmar quién sos' },
};

/** The second factor: each person's own, and how an admin takes it off somebody who has lost theirs. */
export function secondFactorRoutes(
  deps: Pick<AccountDeps, 'people' | 'secondFactors' | 'signIn' | 'devices' | 'clock'>,
  { session, admin }: { session: RequestHandler; admin: Auth },
): Route[] {
  const { people, secondFactors, signIn, devices, clock } = deps;
  const auth = requireFresh(forPeople(session), clock);
  const asking = createAsking(people);
  const none = () => new HttpProblem('no-encontrado', 'No hay un segundo factor.');
  // A session alone, which may be stolen, must not be enough to get rid of what protects against that.
  const ownByCode = () => new HttpProblem('prohibido', 'El tuyo lo quitás en tu cuenta, con un código.');

  /** Who asks, once the code in the body is theirs. */
  async function askingWithCode(request: Request): Promise<Asking> {
    const { codigo } = request.body as { codigo: string };
    const who = await asking(request);
    await checkCode(
      signIn,
      { personId: who.personId, codigo, way: 'clave' },
      signInDeviceOf(request, devices),
    );
    return who;
  }

  return [
    {
      method: 'post',
      path: ticketPaths.secondFactor,
      auth,
      doc: {
        summary: 'Empieza un segundo factor: el secreto para la aplicación, que vale desde que se confirma',
        responses: {
          200: { description: 'Se muestra esta única vez', schema: newSecondFactorSchema },
          ...refusals,
        },
      },
      handler: async (request, response) => {
        const { personId, account } = await asking(request);
        const begun = await secondFactors.begin(personId, account.email ?? account.owner.person.nombre);
        if (!begun) throw badField('codigo', 'ya tenés un segundo factor');
        response.json({ secreto: begun.secret, uri: begun.uri });
      },
    },
    {
      method: 'post',
      path: ticketPaths.secondFactorOn,
      auth,
      body: codeBodySchema,
      doc: {
        summary: 'Lo activa con el primer código de la aplicación, y da diez códigos de un solo uso',
        responses: {
          200: { description: 'Se muestran esta única vez', schema: oneTimeCodesSchema },
          ...refusals,
        },
      },
      handler: async (request, response) => {
        const { codigo: code } = request.body as { codigo: string };
        const { personId, by } = await asking(request);
        const codigos = await secondFactors.activate({ personId, code, now: clock.now(), by });
        if (!codigos) throw badField('codigo', 'no es el de la aplicación');
        response.json({ codigos });
      },
    },
    {
      method: 'post',
      path: ticketPaths.oneTimeCodes,
      auth,
      body: codeBodySchema,
      doc: {
        summary: 'Diez códigos nuevos de un solo uso, con un código; los anteriores dejan de servir',
        responses: {
          200: { description: 'Se muestran esta única vez', schema: oneTimeCodesSchema },
          ...refusals,
          404: { description: 'No hay un segundo factor' },
          429: { description: 'Demasiados intentos' },
        },
      },
      handler: async (request, response) => {
        const { personId, by } = await askingWithCode(request);
        const codigos = await secondFactors.newCodes({ personId, now: clock.now(), by });
        if (!codigos) throw none();
        response.json({ codigos });
      },
    },
    {
      method: 'post',
      path: ticketPaths.secondFactorOff,
      auth,
      body: codeBodySchema,
      doc: {
        summary: 'Quita el segundo factor propio, con un código',
        responses: {
          204: { description: 'Quitado' },
          ...refusals,
          404: { description: 'No hay un segundo factor' },
          429: { description: 'Demasiados intentos' },
        },
      },
      handler: async (request, response) => {
        const { personId, by } = await askingWithCode(request);
        if (!(await secondFactors.remove({ personId, now: clock.now(), by }))) throw none();
        response.status(204).end();
      },
    },
    {
      method: 'delete',
      path: ticketPaths.personSecondFactor,
      auth: requireFresh(admin, clock),
      doc: {
        summary: 'Quita el segundo factor de otra persona, que perdió el suyo',
        responses: {
          204: { description: 'Quitado' },
          ...onlyAdmin,
          404: { description: 'No existe, o no tiene' },
        },
      },
      handler: async (request, response) => {
        const by = authorOf(request, response);
        const personId = idOf(request.params);
        if (personId === by.autor_id) throw ownByCode();
        const removed = await secondFactors.remove({ personId, now: clock.now(), by });
        if (!removed) throw none();
        response.status(204).end();
      },
    },
  ];
}
