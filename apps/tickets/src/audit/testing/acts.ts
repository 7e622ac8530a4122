import { type AuditEntry, defaultAgeLimits } from '@relevo/contract';
import { apiKey } from '@relevo/testkit/http';
import { expect } from 'vitest';
import { type People, password, tokenOf } from '../../people/testing/start-people.ts';
import { accountActs, type Prepared } from './account-acts.ts';

/** Everything that the house does and the log records, to be done by the first admin of a service. */
export async function actsOn(service: People) {
  const admin = await service.asFirstAdmin();
  const { id: adminId } = await service.whoIs(admin);
  const ask = (method: string, path: string, body?: unknown, cookie = admin) =>
    service.call(method, path, { cookie, body });
  const entries = async (): Promise<AuditEntry[]> =>
    (await ask('GET', '/api/auditoria?limite=200')).body.entradas;

  let made = 0;
  const nextName = (): string => {
    made += 1;
    return `persona-${made}`;
  };
  async function newPerson(more: object = {}) {
    const nombre = nextName();
    const answer = await ask('POST', '/api/personas', {
      nombre,
      rol: 'operador',
      email: `${nombre}@ejemplo.com`,
      ...more,
    });
    return answer.body as { id: number; nombre: string; email: string };
  }
  async function signedIn() {
    const person = await newPerson({ clave: password });
    const { cookie } = await service.signIn({ email: person.email, clave: password });
    return { person, cookie };
  }
  const linkOf = async (id: number) => tokenOf((await ask('POST', `/api/personas/${id}/enlace`)).body.enlace);
  const newTv = async () => (await ask('POST', '/api/enlaces-tv', { nombre: 'Salón' })).body;
  const newKey = async () =>
    (await ask('POST', '/api/claves', { nombre: 'Caja', fuente: 'tienda-2', alcances: ['pedidos:escribir'] }))
      .body;

  const byAdmin = { autor_id: adminId, autor: 'Administrador', desde: '127.0.0.1' };

  /** Each act by its route: what is there before it, the act, and the entries that it leaves, the newest first. */
  const acts: Record<string, [what: string, prepare: () => Promise<Prepared>][]> = {
    'POST /api/sesion': [
      [
        'a sign-in by password',
        async () => {
          const { id, nombre, email } = await newPerson({ clave: password });
          return {
            act: async () => (await service.signIn({ email, clave: password })).answer,
            entries: [{ accion: 'entrada', que: 'clave', autor_id: id, autor: nombre, desde: '127.0.0.1' }],
          };
        },
      ],
      [
        'a sign-in by a link, which is used up by it',
        async () => {
          const { id, nombre } = await newPerson();
          const token = await linkOf(id);
          const who = { autor_id: id, autor: nombre, desde: '127.0.0.1' };
          return {
            act: async () => (await service.signIn({ token })).answer,
            entries: [
              { accion: 'entrada', que: 'enlace', ...who },
              { accion: 'enlace-usado', ...who },
            ],
          };
        },
      ],
      [
        'a TV that is opened',
        async () => {
          const tv = await newTv();
          return {
            act: async () => (await service.signIn({ token: tokenOf(tv.enlace) })).answer,
            entries: [
              { accion: 'entrada', que: 'tv', autor_id: null, autor: 'Salón', detalle: { tv: tv.id } },
              { accion: 'tv-vinculada', que: 'Salón', detalle: { tv: tv.id, navegador: null } },
            ],
          };
        },
      ],
      [
        'a sign-in in the place of somebody else, who is out by it',
        async () => {
          const [before, next] = [await signedIn(), await newPerson({ clave: password })];
          const body = { email: next.email, clave: password };
          return {
            act: async () => (await service.signIn(body, { cookie: before.cookie })).answer,
            entries: [
              { accion: 'entrada', autor_id: next.id },
              { accion: 'salida', autor_id: before.person.id },
            ],
          };
        },
      ],
    ],
    'DELETE /api/sesion': [
      [
        'a sign-out',
        async () => {
          const { person, cookie } = await signedIn();
          const who = { autor_id: person.id, autor: person.nombre, desde: '127.0.0.1' };
          return {
            act: () => ask('DELETE', '/api/sesion', undefined, cookie),
            entries: [{ accion: 'salida', ...who }],
          };
        },
      ],
    ],
    'POST /api/personas': [
      [
        'a person who is added',
        async () => ({
          act: () => ask('POST', '/api/personas', { nombre: nextName(), rol: 'repartidor' }),
          entries: [
            { accion: 'persona-agregada', ...byAdmin, detalle: { rol: 'repartidor', con_clave: false } },
          ],
        }),
      ],
    ],
    'PATCH /api/personas/:id': [
      [
        'another name and email',
        async () => {
          const { id } = await newPerson();
          const nombre = nextName();
          return {
            act: () => ask('PATCH', `/api/personas/${id}`, { nombre, email: `${nombre}@ejemplo.com` }),
            entries: [
              {
                ...{ accion: 'persona-cambiada', ...byAdmin, a_quien: { id, nombre } },
                detalle: { campos: ['nombre', 'email'], sesiones: 0, enlaces: 0 },
              },
            ],
          };
        },
      ],
      [
        'another role, which ends a session and a link',
        async () => {
          const { person, cookie } = await signedIn();
          await linkOf(person.id);
          expect(await service.whoIs(cookie)).toBeDefined();
          return {
            act: () => ask('PATCH', `/api/personas/${person.id}`, { rol: 'lectura' }),
            entries: [
              {
                ...{ accion: 'rol-cambiado', ...byAdmin, a_quien: { id: person.id, nombre: person.nombre } },
                detalle: { de: 'operador', a: 'lectura', sesiones: 1, enlaces: 1 },
              },
            ],
          };
        },
      ],
      [
        'another password',
        async () => {
          const { id } = await newPerson({ clave: password });
          return {
            act: () => ask('PATCH', `/api/personas/${id}`, { clave: 'otra clave larga 2026' }),
            entries: [{ accion: 'clave-cambiada', ...byAdmin, a_quien: expect.objectContaining({ id }) }],
          };
        },
      ],
      [
        'a person who is deactivated and gets another role at once: two acts',
        async () => {
          const { id } = await newPerson();
          return {
            act: () => ask('PATCH', `/api/personas/${id}`, { activo: false, rol: 'lectura' }),
            entries: [{ accion: 'persona-desactivada', ...byAdmin }, { accion: 'rol-cambiado' }],
          };
        },
      ],
      [
        'a person who comes back',
        async () => {
          const { id } = await newPerson();
          await ask('PATCH', `/api/personas/${id}`, { activo: false });
          return {
            act: () => ask('PATCH', `/api/personas/${id}`, { activo: true }),
            entries: [{ accion: 'persona-activada', ...byAdmin }],
          };
        },
      ],
    ],
    'POST /api/personas/:id/enlace': [
      [
        'a link for a person, which ends the one before',
        async () => {
          const { id } = await newPerson();
          await linkOf(id);
          return {
            act: () => ask('POST', `/api/personas/${id}/enlace`),
            entries: [
              {
                accion: 'enlace-creado',
                ...byAdmin,
                a_quien: expect.objectContaining({ id }),
                detalle: { enlaces: 1 },
              },
            ],
          };
        },
      ],
    ],
    'POST /api/enlaces-tv': [
      [
        'a link for a TV',
        async () => ({
          act: () => ask('POST', '/api/enlaces-tv', { nombre: 'Cocina' }),
          entries: [{ accion: 'tv-creada', ...byAdmin, que: 'Cocina', detalle: { tv: expect.any(Number) } }],
        }),
      ],
    ],
    'DELETE /api/enlaces-tv/:id': [
      [
        'a link of a TV that is revoked',
        async () => {
          const tv = await newTv();
          await service.signIn({ token: tokenOf(tv.enlace) });
          return {
            act: () => ask('DELETE', `/api/enlaces-tv/${tv.id}`),
            entries: [
              { accion: 'tv-revocada', ...byAdmin, que: 'Salón', detalle: { tv: tv.id, sesiones: 1 } },
            ],
          };
        },
      ],
    ],
    'DELETE /api/enlaces-tv/:id/dispositivo': [
      [
        'a link that is taken from its TV',
        async () => {
          const tv = await newTv();
          await service.signIn({ token: tokenOf(tv.enlace) });
          return {
            act: () => ask('DELETE', `/api/enlaces-tv/${tv.id}/dispositivo`),
            entries: [
              { accion: 'tv-liberada', ...byAdmin, que: 'Salón', detalle: { tv: tv.id, sesiones: 1 } },
            ],
          };
        },
      ],
    ],
    'PUT /api/ajustes': [
      [
        'settings that are changed',
        async () => {
          const { version, limites } = (await ask('GET', '/api/ajustes')).body;
          const next = { ...defaultAgeLimits, pendiente: { aviso_min: 1, tarde_min: 100 + version } };
          return {
            act: () => ask('PUT', '/api/ajustes', { version, limites: next }),
            entries: [{ accion: 'ajustes-cambiados', ...byAdmin, detalle: { de: limites, a: next } }],
          };
        },
      ],
    ],
    'DELETE /api/tiendas/:tienda': [
      [
        'a store that is waited for no longer',
        async () => {
          const said = { instancia: nextName(), pendientes: 0, mas_viejo_s: null };
          await service.call('POST', '/api/tiendas/senal', { headers: { 'X-API-Key': apiKey }, body: said });
          return {
            act: () => ask('DELETE', '/api/tiendas/tienda'),
            entries: [{ accion: 'tienda-quitada', ...byAdmin, que: 'tienda' }],
          };
        },
      ],
    ],
    'GET /api/resumen.csv': [
      [
        'orders that leave as a file',
        async () => {
          const [desde, hasta] = ['2026-05-15T00:00:00-03:00', '2026-05-16T00:00:00-03:00'];
          const path = `/api/resumen.csv?desde=${encodeURIComponent(desde)}&hasta=${encodeURIComponent(hasta)}`;
          return {
            // Its answer is not JSON, which `call` reads.
            act: () =>
              ask('GET', path).catch(() => ({ status: 200, headers: new Headers(), body: undefined })),
            entries: [{ accion: 'exportacion', ...byAdmin, que: 'resumen.csv', detalle: { desde, hasta } }],
          };
        },
      ],
    ],
    'POST /api/claves': [
      [
        'a key that is made',
        async () => ({
          act: () =>
            ask('POST', '/api/claves', {
              nombre: 'Caja 1',
              fuente: 'tienda-1',
              alcances: ['pedidos:escribir'],
            }),
          entries: [
            {
              ...{ accion: 'clave-api-creada', ...byAdmin, que: 'Caja 1' },
              detalle: { clave: expect.any(Number), fuente: 'tienda-1', alcances: ['pedidos:escribir'] },
            },
          ],
        }),
      ],
    ],
    'POST /api/claves/:id/rotar': [
      [
        'a key that gets another secret',
        async () => {
          const { id } = await newKey();
          return {
            act: () => ask('POST', `/api/claves/${id}/rotar`, { anterior_sirve_s: 0 }),
            entries: [
              {
                accion: 'clave-api-rotada',
                ...byAdmin,
                que: 'Caja',
                detalle: { clave: id, fuente: 'tienda-2', anterior_hasta: null },
              },
            ],
          };
        },
      ],
    ],
    'DELETE /api/claves/:id': [
      [
        'a key that is revoked',
        async () => {
          const { id } = await newKey();
          return {
            act: () => ask('DELETE', `/api/claves/${id}`),
            entries: [
              {
                accion: 'clave-api-revocada',
                ...byAdmin,
                que: 'Caja',
                detalle: { clave: id, fuente: 'tienda-2' },
              },
            ],
          };
        },
      ],
    ],
  };

  Object.assign(acts, accountActs({ ask, signedIn, admin: byAdmin }));
  return { acts, ask, entries, newPerson };
}
