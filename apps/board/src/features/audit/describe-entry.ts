import { type AgeLimits, type AuditAction, type AuditEntry, type Role, roles } from '@relevo/contract';
import { labels } from '../../i18n/labels.ts';
import { formatDayTime } from '../../ui/format.ts';
import { auditWords as words } from './words.ts';

/** Writes an entry as a sentence: `Ana cambió la clave de Beto`. Shows an act of a newer service by its name. */
export function describeEntry(entry: AuditEntry): string {
  const { accion } = entry;
  return sentenceOf.get(accion)?.(entry) ?? [nameOf(entry), accion].join(' · ');
}

/** Writes what there is to know besides: what changed, what ended by it, which account was tried. */
export function describeDetails({ accion, detalle }: AuditEntry): string[] {
  const { sesiones, enlaces, cuenta, alcances, campos, rol, pedidos, tickets, clientes, usuario } = detalle;
  return [
    ...(accion === 'ajustes-cambiados' ? limitsText(detalle) : []),
    ...(accion === 'exportacion' && 'desde' in detalle
      ? [words().range(timeText(detalle.desde), timeText(detalle.hasta))]
      : []),
    ...(typeof rol === 'string' ? [words().role(roleName(rol))] : []),
    ...(Array.isArray(campos) ? [words().newFields(campos.map(fieldName).join(', '))] : []),
    ...(Array.isArray(alcances) ? [words().scopes(alcances.join(', '))] : []),
    ...(isCount(sesiones) ? [words().sessionsEnded(sesiones)] : []),
    ...(isCount(enlaces) ? [words().linksVoided(enlaces)] : []),
    ...(typeof cuenta === 'string' ? [words().account(cuenta)] : []),
    ...(isCount(pedidos) || isCount(tickets) ? [words().ordersOf(Number(pedidos), Number(tickets))] : []),
    ...(Array.isArray(clientes) ? [words().customer(clientes.join(', '))] : []),
    ...(typeof usuario === 'string' ? [words().systemUser(usuario)] : []),
  ];
}

type Sentence = (entry: AuditEntry) => string;

const doing =
  (name: keyof ReturnType<typeof words>['does']): Sentence =>
  (entry) =>
    words().does[name](nameOf(entry));
const doingTo =
  (name: keyof ReturnType<typeof words>['doesTo']): Sentence =>
  (entry) =>
    words().doesTo[name](nameOf(entry), whomOf(entry));
const doingWith =
  (name: keyof ReturnType<typeof words>['doesWith']): Sentence =>
  (entry) =>
    words().doesWith[name](nameOf(entry), entry.que ?? '—');

const sentences: Record<AuditAction, Sentence> = {
  entrada: (entry) => {
    const { ways } = words();
    const way = ways[entry.que as keyof typeof ways] ?? ways.unknown;
    return way(nameOf(entry));
  },
  'entrada-rechazada': describeRefusal,
  salida: doing('signedOut'),
  'sesiones-cerradas': (entry) =>
    (isOwn(entry) ? doing('endedOwnSessions') : doingTo('endedSessions'))(entry),
  'enlace-creado': (entry) => (entry.a_quien ? doingTo('madeLink') : doing('madeFirstLink'))(entry),
  'enlace-usado': doing('usedLink'),
  'tv-creada': doingWith('madeTv'),
  'tv-vinculada': doingWith('boundTv'),
  'tv-liberada': doingWith('freedTv'),
  'tv-revocada': doingWith('revokedTv'),
  'persona-agregada': doingTo('added'),
  'persona-cambiada': doingTo('changed'),
  'persona-desactivada': doingTo('deactivated'),
  'persona-activada': doingTo('activated'),
  'rol-cambiado': (entry) =>
    words().newRole(nameOf(entry), whomOf(entry), roleName(entry.detalle.de), roleName(entry.detalle.a)),
  'clave-cambiada': (entry) => (isOwn(entry) ? doing('newOwnPassword') : doingTo('newPassword'))(entry),
  'segundo-factor-activado': doing('secondFactorOn'),
  'codigos-nuevos': doing('newCodes'),
  'segundo-factor-quitado': (entry) =>
    (entry.a_quien && !isOwn(entry) ? doingTo('secondFactorOff') : doing('ownSecondFactorOff'))(entry),
  'clave-api-creada': doingWith('madeKey'),
  'clave-api-rotada': doingWith('rotatedKey'),
  'clave-api-revocada': doingWith('revokedKey'),
  'tienda-quitada': doingWith('removedStore'),
  'ajustes-cambiados': doing('changedSettings'),
  exportacion: doingWith('exported'),
  olvido: doing('forgot'),
};

const sentenceOf = new Map<string, Sentence>(Object.entries(sentences));

function describeRefusal({ que, a_quien, detalle }: AuditEntry): string {
  const { refused } = words();
  if (isCount(detalle.veces)) return refused.more(detalle.veces);
  if (detalle.limite === true) return refused.tooMany;
  if (que === 'enlace') return refused.link;
  return a_quien ? refused.password(a_quien.nombre ?? `#${a_quien.id}`) : refused.unknown;
}

function isOwn({ autor_id, a_quien }: AuditEntry): boolean {
  return a_quien !== null && a_quien.id === autor_id;
}

function nameOf({ autor, autor_id, desde }: AuditEntry): string {
  if (autor === null) return autor_id === null ? words().theService : `#${autor_id}`;
  return autor === 'consola' && autor_id === null && desde === null ? words().theConsole : autor;
}

function whomOf({ a_quien }: AuditEntry): string {
  return a_quien === null ? '—' : (a_quien.nombre ?? `#${a_quien.id}`);
}

function roleName(role: unknown): string {
  return roles.includes(role as Role) ? labels().roles[role as Role] : String(role);
}

function fieldName(field: unknown): string {
  const { fields } = words();
  return fields[field as keyof typeof fields] ?? String(field);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

function timeText(time: unknown): string {
  return typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? formatDayTime(time) : '—';
}

/** Each state whose limits changed: `Pendiente: 10/20 → 15/30 min`. */
function limitsText({ de, a }: AuditEntry['detalle']): string[] {
  const [before, after] = [de as AgeLimits | undefined, a as AgeLimits | undefined];
  if (!before || !after) return [];
  const text = ({ aviso_min, tarde_min }: AgeLimits[keyof AgeLimits]) => `${aviso_min}/${tarde_min}`;
  return (Object.keys(after) as (keyof AgeLimits)[])
    .filter((state) => before[state] && text(before[state]) !== text(after[state]))
    .map((state) => `${labels().states[state]}: ${text(before[state])} → ${text(after[state])} min`);
}
