import {
  type KeyNews,
  keyNewsSchema,
  keyQuestionSchema,
  keysReplySchema,
  maxLiveKeys,
  newKeySchema,
  rotateKeySchema,
  shownKeySchema,
  ticketPaths,
} from '@relevo/contract';
import {
  type Auth,
  HttpProblem,
  invalidFields,
  logQuietly,
  parseInput,
  type Route,
} from '@relevo/service-kit';
import { authorOf } from '../people/access.ts';
import { requireFresh } from '../people/fresh-sign-in.ts';
import { type KeyRepository, newSecret } from './key-repository.ts';
import type { KeyWatch } from './key-watch.ts';

type Deps = {
  table: Pick<KeyRepository, 'list' | 'add' | 'rotate' | 'revoke'>;
  watch: Pick<KeyWatch, 'refresh' | 'state' | 'noteUse'>;
  clock: { now(): number };
};

/** The keys: for the admin, and for the store, which asks what has changed. */
export function keyRoutes(deps: Deps, { admin, relay }: { admin: Auth; relay: Auth }): Route[] {
  return [...adminRoutes(deps, admin, requireFresh(admin, deps.clock)), liveKeysRoute(deps, relay)];
}

const onlyAdmin = {
  401: { description: 'Sin sesión' },
  403: { description: 'Sólo para administradores' },
};
const invalid = { 400: { description: 'Datos inválidos, con cada campo' } };
const unknown = { 404: { description: 'No existe' } };

/** How the admin manages keys. A key is shown when it is made and never again. */
function adminRoutes({ table, watch, clock }: Deps, reads: Auth, changes: Auth): Route[] {
  return [
    {
      method: 'get',
      path: ticketPaths.keys,
      auth: reads,
      doc: {
        summary: 'Las claves, primero las que están en uso',
        responses: { 200: { description: 'Todas', schema: keysReplySchema }, ...onlyAdmin },
      },
      handler: async (_request, response) => response.json({ claves: await table.list(clock.now()) }),
    },
    {
      method: 'post',
      path: ticketPaths.keys,
      auth: changes,
      body: true,
      doc: {
        summary: 'Hace una clave; la tienda la conoce en menos de un segundo',
        request: newKeySchema,
        responses: {
          201: { description: 'La clave se muestra esta única vez', schema: shownKeySchema },
          ...invalid,
          ...onlyAdmin,
        },
      },
      handler: async (request, response) => {
        const wanted = parseInput(newKeySchema, request.body);
        const secret = newSecret();
        const outcome = await table.add(wanted, secret, clock.now(), authorOf(request, response));
        if (outcome.kind === 'too-many') throw tooMany();
        watch.refresh();
        response.status(201).json({ ...outcome.key, clave: secret });
      },
    },
    {
      method: 'post',
      path: ticketPaths.rotateKey,
      auth: changes,
      body: true,
      doc: {
        summary: 'Cambia el secreto de una clave; el anterior sirve un rato más, o termina en el momento',
        request: rotateKeySchema,
        responses: {
          200: { description: 'La clave nueva se muestra esta única vez', schema: shownKeySchema },
          ...invalid,
          ...onlyAdmin,
          ...unknown,
        },
      },
      handler: async (request, response) => {
        const { anterior_sirve_s } = parseInput(rotateKeySchema, request.body);
        const [secret, now] = [newSecret(), clock.now()];
        const until = now + anterior_sirve_s * 1_000;
        const by = authorOf(request, response);
        const outcome = await table.rotate(idOf(request.params), secret, { until, now, by });
        if (outcome.kind !== 'rotated') throw outcome.kind === 'unknown' ? unknownKey() : revokedKey();
        watch.refresh();
        response.json({ ...outcome.key, clave: secret });
      },
    },
    {
      method: 'delete',
      path: ticketPaths.key,
      auth: changes,
      doc: {
        summary: 'Revoca una clave: deja de servir y sus conexiones se cortan; no tiene vuelta atrás',
        responses: { 204: { description: 'Revocada' }, ...onlyAdmin, ...unknown },
      },
      handler: async (request, response) => {
        const known = await table.revoke(idOf(request.params), clock.now(), authorOf(request, response));
        if (!known) throw unknownKey();
        watch.refresh();
        response.status(204).end();
      },
    },
  ];
}

/** Where the store learns which keys are in use: it asks twice a second, and almost always nothing has changed. */
function liveKeysRoute({ watch, clock }: Deps, relay: Auth): Route {
  return {
    method: 'post',
    path: ticketPaths.liveKeys,
    auth: relay,
    body: true,
    doc: {
      summary: 'Las claves en uso, si no son las de esta versión; y cuáles se usaron en la tienda',
      description: 'Sólo resúmenes SHA-256, nunca una clave.',
      request: keyQuestionSchema,
      responses: {
        200: { description: 'Las claves en uso; sin lista, si nada cambió', schema: keyNewsSchema },
        ...invalid,
      },
    },
    handler: (request, response) => {
      const { version, usadas } = parseInput(keyQuestionSchema, request.body);
      const now = clock.now();
      for (const { id, en } of usadas) watch.noteUse(id, Math.min(Date.parse(en), now));
      const state = watch.state();
      const news: KeyNews = state.version === version ? { version } : state;
      if (!news.claves) logQuietly(response);
      response.json(news);
    },
  };
}

function tooMany(): HttpProblem {
  const mensaje = `ya hay ${maxLiveKeys} claves en uso: primero revocá una`;
  return invalidFields([{ campo: 'cuerpo', mensaje }]);
}

function unknownKey(): HttpProblem {
  return new HttpProblem('no-encontrado', 'No hay una clave con ese id.');
}

function revokedKey(): HttpProblem {
  return invalidFields([{ campo: 'id', mensaje: 'la clave está revocada: hacé otra' }]);
}

/** The `:id` of the path. @throws HttpProblem 404 for what cannot be an id */
function idOf(params: { id?: unknown }): number {
  const text = String(params.id);
  if (!/^[1-9]\d{0,14}$/.test(text)) throw unknownKey();
  return Number(text);
}
