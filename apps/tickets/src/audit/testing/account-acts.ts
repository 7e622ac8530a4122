import type { Answer } from '@relevo/testkit/http';
import { codeOf, stepOf } from '../../account/totp.ts';
import { password } from '../../people/testing/start-people.ts';

/** What is there before an act, the act, and the entries that it leaves, the newest first. */
export type Prepared = { act: () => Promise<Answer>; entries: object[] };

type Someone = { person: { id: number; nombre: string; email: string }; cookie: string };

type House = {
  ask: (method: string, path: string, body?: unknown, cookie?: string) => Promise<Answer>;
  /** Somebody new, who has a password and is signed in. */
  signedIn: () => Promise<Someone>;
  /** The admin as entries name them. */
  admin: object;
};

/** What somebody does with their own account, and the log records. */
export function accountActs({ ask, signedIn, admin }: House) {
  /** Somebody whose second factor is begun; `code` is what their app shows. */
  async function begun() {
    const someone = await signedIn();
    const { body } = await ask('POST', '/api/cuenta/segundo-factor', {}, someone.cookie);
    const code = codeOf(bytesOf(body.secreto), stepOf(Date.now()));
    const on = () => ask('POST', '/api/cuenta/segundo-factor/confirmacion', { codigo: code }, someone.cookie);
    return { ...someone, on };
  }
  async function withSecondFactor() {
    const { on, ...someone } = await begun();
    const { body } = await on();
    return { ...someone, codes: body.codigos as string[] };
  }
  const by = ({ id, nombre }: Someone['person']) => ({ autor_id: id, autor: nombre, desde: '127.0.0.1' });
  const own = ({ person }: Someone, accion: string, detalle: object = {}) => [
    { accion, ...by(person), a_quien: { id: person.id, nombre: person.nombre }, detalle },
  ];

  const acts: Record<string, [what: string, prepare: () => Promise<Prepared>][]> = {
    'PUT /api/cuenta/clave': [
      [
        "one's own password that is changed",
        async () => {
          const someone = await signedIn();
          const body = { anterior: password, clave: 'otra clave larga 2026' };
          return {
            act: () => ask('PUT', '/api/cuenta/clave', body, someone.cookie),
            entries: own(someone, 'clave-cambiada', { sesiones: 0, enlaces: 0 }),
          };
        },
      ],
    ],
    'DELETE /api/cuenta/sesiones': [
      [
        'all other sessions that are ended',
        async () => {
          const someone = await signedIn();
          const body = { email: someone.person.email, clave: password };
          await ask('POST', '/api/sesion', body, '');
          return {
            act: () => ask('DELETE', '/api/cuenta/sesiones', undefined, someone.cookie),
            entries: own(someone, 'sesiones-cerradas', { sesiones: 1 }),
          };
        },
      ],
    ],
    'DELETE /api/cuenta/sesiones/:id': [
      [
        'one session that is ended',
        async () => {
          const someone = await signedIn();
          const { body } = await ask('GET', '/api/cuenta', undefined, someone.cookie);
          return {
            act: () =>
              ask('DELETE', `/api/cuenta/sesiones/${body.sesiones[0].id}`, undefined, someone.cookie),
            entries: own(someone, 'sesiones-cerradas', { sesiones: 1 }),
          };
        },
      ],
    ],
    'POST /api/cuenta/segundo-factor/confirmacion': [
      [
        'a second factor that is turned on',
        async () => {
          const { on, ...someone } = await begun();
          return { act: on, entries: own(someone, 'segundo-factor-activado') };
        },
      ],
    ],
    'POST /api/cuenta/segundo-factor/codigos': [
      [
        'new one-time codes',
        async () => {
          const someone = await withSecondFactor();
          const body = { codigo: someone.codes[0] };
          return {
            act: () => ask('POST', '/api/cuenta/segundo-factor/codigos', body, someone.cookie),
            entries: own(someone, 'codigos-nuevos'),
          };
        },
      ],
    ],
    'POST /api/cuenta/segundo-factor/baja': [
      [
        'a second factor that its owner takes off',
        async () => {
          const someone = await withSecondFactor();
          const body = { codigo: someone.codes[0] };
          return {
            act: () => ask('POST', '/api/cuenta/segundo-factor/baja', body, someone.cookie),
            entries: own(someone, 'segundo-factor-quitado'),
          };
        },
      ],
    ],
    'DELETE /api/personas/:id/segundo-factor': [
      [
        'a second factor that the admin takes off',
        async () => {
          const { person } = await withSecondFactor();
          const { id, nombre } = person;
          return {
            act: () => ask('DELETE', `/api/personas/${id}/segundo-factor`),
            entries: [{ accion: 'segundo-factor-quitado', ...admin, a_quien: { id, nombre } }],
          };
        },
      ],
    ],
  };
  return acts;
}

/** What an app reads of the text: base32. */
export function bytesOf(secret: string): Uint8Array {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
