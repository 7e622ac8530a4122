import { type AuditAction, type AuditEntry, auditActions, defaultAgeLimits } from '@relevo/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { type Language, speak } from '../../i18n/language.ts';
import { describeDetails, describeEntry } from './describe-entry.ts';

afterEach(() => speak('es'));

const ana = { autor_id: 1, autor: 'Ana', desde: '10.0.0.1' };
const nobody = { autor_id: null, autor: null, desde: '10.0.0.1' };
const service = { autor_id: null, autor: null, desde: null };
const beto = { a_quien: { id: 2, nombre: 'Beto' } };
const self = { a_quien: { id: 1, nombre: 'Ana' } };

function entry(accion: AuditAction, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: 1,
    en: '2026-11-30T12:00:00.000Z',
    accion,
    ...ana,
    que: null,
    a_quien: null,
    detalle: {},
    ...more,
  };
}
function say(language: Language, one: AuditEntry): string {
  speak(language);
  return describeEntry(one);
}

const sentences: [AuditAction, Partial<AuditEntry>, es: string, en: string][] = [
  ['entrada', { que: 'clave' }, 'Ana entró con su clave', 'Ana signed in by password'],
  ['entrada', { que: 'enlace' }, 'Ana entró con un enlace', 'Ana signed in by a link'],
  [
    'entrada',
    { que: 'tv', autor_id: null, autor: 'Salón' },
    'Se abrió la pantalla Salón',
    'The screen Salón was opened',
  ],
  ['entrada', { que: null }, 'Ana entró', 'Ana signed in'],
  [
    'entrada-rechazada',
    { ...nobody, que: 'clave', ...beto },
    'Entrada rechazada: no era la clave de Beto',
    'Sign-in refused: not the password of Beto',
  ],
  [
    'entrada-rechazada',
    { ...nobody, que: 'clave' },
    'Entrada rechazada: nadie tiene esa cuenta',
    'Sign-in refused: nobody has this account',
  ],
  [
    'entrada-rechazada',
    { ...nobody, que: 'enlace' },
    'Entrada rechazada: el enlace no sirve',
    'Sign-in refused: the link is not valid',
  ],
  [
    'entrada-rechazada',
    { ...nobody, que: 'clave', detalle: { limite: true } },
    'Entrada rechazada: demasiados intentos',
    'Sign-in refused: too many attempts',
  ],
  [
    'entrada-rechazada',
    { ...nobody, detalle: { veces: 1 } },
    'Se rechazó 1 entrada más',
    '1 more sign-in was refused',
  ],
  [
    'entrada-rechazada',
    { ...nobody, detalle: { veces: 40 } },
    'Se rechazaron 40 entradas más',
    '40 more sign-ins were refused',
  ],
  ['salida', {}, 'Ana salió', 'Ana signed out'],
  ['sesiones-cerradas', self, 'Ana cerró sus otras sesiones', 'Ana ended their other sessions'],
  ['sesiones-cerradas', beto, 'Ana cerró las sesiones de Beto', 'Ana ended the sessions of Beto'],
  ['enlace-creado', beto, 'Ana hizo un enlace para que entre Beto', 'Ana made a link for Beto to sign in'],
  [
    'enlace-creado',
    service,
    'El servicio hizo el enlace del primer administrador',
    'The service made the link of the first admin',
  ],
  ['enlace-usado', {}, 'Ana usó su enlace', 'Ana used their link'],
  [
    'tv-creada',
    { que: 'Salón' },
    'Ana hizo un enlace para la pantalla Salón',
    'Ana made a link for the screen Salón',
  ],
  [
    'tv-vinculada',
    { que: 'Salón' },
    'Ana: la pantalla Salón quedó en un solo dispositivo',
    'Ana: the screen Salón is bound to one device',
  ],
  [
    'tv-liberada',
    { que: 'Salón' },
    'Ana liberó la pantalla Salón de su dispositivo',
    'Ana freed the screen Salón of its device',
  ],
  ['tv-revocada', { que: 'Salón' }, 'Ana revocó la pantalla Salón', 'Ana revoked the screen Salón'],
  ['persona-agregada', beto, 'Ana agregó a Beto', 'Ana added Beto'],
  ['persona-cambiada', beto, 'Ana cambió los datos de Beto', 'Ana changed the data of Beto'],
  ['persona-desactivada', beto, 'Ana desactivó a Beto', 'Ana deactivated Beto'],
  ['persona-activada', beto, 'Ana volvió a activar a Beto', 'Ana activated Beto again'],
  [
    'rol-cambiado',
    { ...beto, detalle: { de: 'operador', a: 'admin' } },
    'Ana cambió el rol de Beto: de «Opera» a «Administra»',
    'Ana changed the role of Beto: from “Operates” to “Manages”',
  ],
  ['clave-cambiada', self, 'Ana cambió su clave', 'Ana changed their password'],
  ['clave-cambiada', beto, 'Ana cambió la clave de Beto', 'Ana changed the password of Beto'],
  ['segundo-factor-activado', {}, 'Ana activó su segundo factor', 'Ana turned on their second factor'],
  ['codigos-nuevos', {}, 'Ana hizo códigos de un solo uso nuevos', 'Ana made new one-time codes'],
  ['segundo-factor-quitado', self, 'Ana quitó su segundo factor', 'Ana turned off their second factor'],
  [
    'segundo-factor-quitado',
    beto,
    'Ana quitó el segundo factor de Beto',
    'Ana turned off the second factor of Beto',
  ],
  [
    'clave-api-creada',
    { que: 'Caja' },
    'Ana hizo la clave de servicio Caja',
    'Ana made the service key Caja',
  ],
  [
    'clave-api-rotada',
    { que: 'Caja' },
    'Ana cambió por otra la clave de servicio Caja',
    'Ana replaced the service key Caja',
  ],
  [
    'clave-api-revocada',
    { ...service, autor: 'consola', que: 'Caja' },
    'Alguien en la consola revocó la clave de servicio Caja',
    'Somebody at the console revoked the service key Caja',
  ],
  [
    'tienda-quitada',
    { que: 'panaderia' },
    'Ana sacó de la lista a la tienda panaderia',
    'Ana took the store panaderia off the list',
  ],
  ['ajustes-cambiados', {}, 'Ana cambió los ajustes del local', 'Ana changed the settings of the shop'],
  [
    'exportacion',
    { que: 'resumen.csv' },
    'Ana bajó pedidos en un archivo: resumen.csv',
    'Ana downloaded orders as a file: resumen.csv',
  ],
  ['olvido', {}, 'Ana hizo olvidar los datos de un cliente', 'Ana had the data of a customer forgotten'],
];

describe('an entry of the audit log', () => {
  it.each(sentences)('reads as a sentence in both languages: %s %j', (accion, more, es, en) => {
    expect(say('es', entry(accion, more))).toBe(es);
    expect(say('en', entry(accion, more))).toBe(en);
  });

  it('is looked at here for every action', () => {
    expect(new Set(sentences.map(([action]) => action))).toEqual(new Set(auditActions));
  });

  it('names a person by number once nobody knows the name, and an unknown act by its own', () => {
    const forgotten = { autor_id: 7, autor: null, a_quien: { id: 9, nombre: null } };
    expect(say('es', entry('persona-desactivada', forgotten))).toBe('#7 desactivó a #9');
    expect(say('es', entry('acto-nuevo' as AuditAction))).toBe('Ana · acto-nuevo');
    expect(say('es', entry('toString' as AuditAction))).toBe('Ana · toString');
  });

  it('tells what else is known of it', () => {
    const other = { ...defaultAgeLimits, 'en-camino': { aviso_min: 5, tarde_min: 9 } };
    const { aviso_min, tarde_min } = defaultAgeLimits['en-camino'];
    const details = (accion: AuditAction, detalle: AuditEntry['detalle']) =>
      describeDetails(entry(accion, { detalle }));
    expect(details('ajustes-cambiados', { de: defaultAgeLimits, a: other })).toEqual([
      `En camino: ${aviso_min}/${tarde_min} → 5/9 min`,
    ]);
    expect(details('rol-cambiado', { de: 'admin', a: 'lectura', sesiones: 2, enlaces: 1 })).toEqual([
      'Terminaron 2 sesiones',
      'Se anuló 1 enlace',
    ]);
    expect(details('persona-cambiada', { campos: ['nombre', 'email'], sesiones: 0 })).toEqual([
      'Cambió: el nombre, el correo',
    ]);
    expect(details('persona-agregada', { rol: 'repartidor', con_clave: true })).toEqual(['Rol: Reparte']);
    expect(details('clave-api-creada', { alcances: ['pedidos:escribir', 'metricas'] })).toEqual([
      'Alcances: pedidos:escribir, metricas',
    ]);
    expect(details('entrada-rechazada', { cuenta: 'AbC' })).toEqual(['Cuenta AbC']);
    expect(details('exportacion', { desde: '2026-05-15T03:00:00Z', hasta: 'nada' })[0]).toMatch(
      /^Pedidos del .*5.* al —$/,
    );
    expect(details('olvido', { pedidos: 3, tickets: 2, usuario: 'ana', clientes: ['x1', 'y2'] })).toEqual([
      'Pedidos: 3 en la tienda, 2 en el tablero',
      'Cliente x1, y2',
      'Usuario del sistema: ana',
    ]);
    expect(details('exportacion', { pedidos: 0, tickets: 1 })).toEqual([
      'Pedidos: 0 en la tienda, 1 en el tablero',
    ]);
    expect(details('salida', {})).toEqual([]);
  });
});
